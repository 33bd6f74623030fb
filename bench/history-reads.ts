/** What is asked of the API when there is history: every GET endpoint, with every filter it offers. */
import type { Endpoint } from '../packages/csms/src/http/endpoint.ts'
import {
  busyStation,
  type HistorySize,
  historySites,
  idToken,
  isOwn,
  isSeen,
  longTransaction,
  ownSites,
  profileName,
  siteId,
  stationId,
  stationOfTransaction,
  tokenOfTransaction,
} from './history-size.ts'

/** Of the n-th request, so that no two neighbours ask for the same rows. */
type ByTurn = (turn: number) => string
type Value = string | number | boolean | ByTurn
type Filters = Readonly<Record<string, Value>>

export interface Asked {
  /** Below /api/v1; one of several, where they differ in how much hangs below them. */
  readonly paths: readonly (string | ByTurn)[]
  /** What each filter of the list is given, one at a time. */
  readonly filters?: Readonly<Record<string, readonly Value[]>>
  readonly together?: readonly Filters[]
  /** Finds nothing. */
  readonly nothing?: readonly Filters[]
}

export type AskedOfAll = Readonly<Record<string, Asked>>

export interface Read {
  readonly endpoint: string
  readonly filters: Filters
  readonly path: string | ByTurn
  /** A list that goes on: a page far down in it is read, too. */
  readonly pages: boolean
}

const dayMs = 24 * 3600_000
const monthsBefore = (now: Date, months: number) => (turn: number) =>
  new Date(now.getTime() - months * 30 * dayMs - (turn % 20) * dayMs).toISOString()

const dayBefore = (now: Date, days: number) => (turn: number) =>
  new Date(now.getTime() - (days + (turn % 20)) * dayMs).toISOString().slice(0, 10)

export function askedOfAll(size: HistorySize, now: Date): AskedOfAll {
  const anyStation: ByTurn = (turn) => stationId(ownStation(1 + turn * 97, size))
  const anySite: ByTurn = (turn) => siteId(turn % ownSites)
  const anyTransaction: ByTurn = (turn) => String(ownTransaction(Math.floor(size.transactions / 3) + turn * 1009, size))
  const anyToken: ByTurn = (turn) => idToken((turn * 31) % size.idTokens)
  const tokenWithTransactions: ByTurn = (turn) => idToken(tokenOfTransaction(Number(anyTransaction(turn)), size))
  const below = (path: string): ByTurn[] => [
    (turn) => `/stations/${anyStation(turn)}${path}`,
    () => `/stations/${stationId(busyStation)}${path}`,
  ]
  const long = String(longTransaction(size))
  const yearAgo = { from: monthsBefore(now, 12), to: monthsBefore(now, 11) }
  const never = { from: '2001-01-01T00:00:00Z', to: '2001-02-01T00:00:00Z' }

  return {
    getOverview: { paths: ['/overview'], filters: { site: [anySite] } },
    listAudit: {
      paths: ['/audit'],
      filters: { subjectType: ['station', 'site', 'api-token'], subject: [anyStation, anyToken] },
      together: [
        { subjectType: 'station', subject: anyStation },
        { subjectType: 'id-token', subject: anyToken },
      ],
      nothing: [{ subject: 'nobody' }, { subjectType: 'nothing' }],
    },
    listRetention: { paths: ['/history/retention'] },
    previewRetention: {
      paths: ['messages', 'events', 'meter-values'].map((kind) => `/history/retention/${kind}/preview`),
      filters: { maxAgeDays: [400], maxBytes: [5_000_000_000] },
    },
    getEnergyHistory: {
      paths: ['/history/energy'],
      filters: {
        from: [dayBefore(now, 700)],
        to: [dayBefore(now, 365)],
        by: ['day', 'month'],
        site: [anySite],
        station: [anyStation],
      },
      together: [
        { from: dayBefore(now, 700), site: anySite },
        { from: dayBefore(now, 700), by: 'month' },
      ],
    },
    getPowerHistory: {
      paths: ['/history/power'],
      filters: { from: [monthsBefore(now, 23)], to: [monthsBefore(now, 12)], site: [anySite] },
      together: [{ from: monthsBefore(now, 23), site: anySite }],
    },
    getConsoleSettings: { paths: ['/console-settings'] },
    listOrganisations: { paths: ['/organisations'] },
    listApiTokens: { paths: ['/api-tokens'] },
    listStations: {
      paths: ['/stations'],
      filters: {
        status: ['online', 'offline', 'never'],
        site: [anySite],
        version: ['1.6', '2.0.1', '2.1'],
        admission: ['accepted', 'pending', 'rejected'],
        faulted: [true, false],
        q: [(turn) => `HIST-${10 + turn}`, (turn) => `Model ${turn % 31}`, 'zzz'],
        sort: ['id', 'name', 'site', 'status', 'version', 'model', 'lastHeardAt', 'power'].flatMap((s) => [s, `-${s}`]),
      },
      together: [{ site: anySite, status: 'offline', sort: '-power' }],
      nothing: [{ q: 'nothing like it' }],
    },
    getStation: { paths: below('') },
    listMessages: {
      paths: below('/messages'),
      filters: {
        action: ['MeterValues', 'StopTransaction', 'FirmwareStatusNotification'],
        direction: ['in', 'out'],
        outcome: ['answered', 'refused', 'timeout'],
        q: ['MeterValues', 'CARD000', 'must be a number', 'nothing like it'],
        from: [monthsBefore(now, 1), monthsBefore(now, 12)],
        to: [monthsBefore(now, 1), monthsBefore(now, 12)],
      },
      together: [
        { ...yearAgo, action: 'MeterValues' },
        { action: 'StopTransaction', outcome: 'refused' },
        { ...yearAgo, q: 'nothing like it' },
      ],
      nothing: [{ action: 'Nothing' }, never],
    },
    listVariables: {
      paths: [...below(''), () => `/stations/${stationId(3)}`].map((path) => (turn) => `${path(turn)}/variables`),
      filters: { q: ['Key1', 'Variable01', 'zzz'], component: ['Component03'] },
      nothing: [{ q: 'nothing like it' }],
    },
    listOperations: { paths: below('/operations') },
    listSecurityEvents: { paths: below('/security-events') },
    listInstalledChargingProfiles: { paths: below('/charging-profiles') },
    listUnknownStations: { paths: ['/unknown-stations'] },
    listTurnedAway: { paths: ['/turned-away'] },
    listCommands: { paths: below('/commands') },
    describeAction: { paths: ['/describe/1.6/MeterValues', '/describe/2.0.1/TransactionEvent'] },
    listSites: {
      paths: ['/sites'],
      filters: { q: [(turn) => `site ${turn % historySites}`] },
      nothing: [{ q: 'nowhere' }],
    },
    getSite: { paths: [(turn) => `/sites/${anySite(turn)}`] },
    listIdTokens: {
      paths: ['/id-tokens'],
      filters: {
        q: [(turn) => `CARD00${10 + turn}`, (turn) => `fleet${turn % 200}`, 'driver 12', 'zzz'],
        status: ['accepted', 'blocked', 'expired', 'invalid'],
        group: [(turn) => `fleet${turn % 200}`],
      },
      together: [{ status: 'blocked', q: 'card' }],
      nothing: [{ group: 'nobody' }],
    },
    getIdToken: { paths: [(turn) => `/id-tokens/${anyToken(turn)}`] },
    listChargingProfiles: {
      paths: ['/charging-profiles'],
      filters: { name: [(turn) => profileName(1 + (turn % 200))], q: ['night', 'zzz'] },
      nothing: [{ name: 'nothing' }],
    },
    getChargingProfile: { paths: [(turn) => `/charging-profiles/${2_000_000_001 + (turn % 200)}`] },
    listTransactions: {
      paths: ['/transactions'],
      filters: {
        station: [anyStation],
        idTag: [tokenWithTransactions],
        state: ['open', 'closed'],
        probablyOver: [true, false],
        site: [anySite],
        uncertain: [true, false],
        uncertainReason: ['samples-differ', 'meter-replaced', 'no-reading'],
        from: [monthsBefore(now, 1), monthsBefore(now, 20)],
        to: [monthsBefore(now, 1), monthsBefore(now, 20)],
      },
      together: [
        yearAgo,
        { ...yearAgo, site: anySite },
        { ...yearAgo, station: anyStation },
        { site: anySite, state: 'open' },
        { site: anySite, state: 'closed' },
        { site: anySite, uncertain: true },
        { site: anySite, idTag: tokenWithTransactions },
        { station: anyStation, idTag: tokenWithTransactions },
        { station: anyStation, state: 'open' },
        { station: anyStation, uncertainReason: 'no-reading' },
        { state: 'closed', probablyOver: true },
      ],
      nothing: [{ station: 'NOBODY' }, { idTag: 'NOBODY' }, { site: 'nowhere' }, never],
    },
    getTransaction: { paths: [(turn) => `/transactions/${anyTransaction(turn)}`] },
    listMeterValues: {
      paths: [(turn) => `/transactions/${anyTransaction(turn)}/meter-values`, `/transactions/${long}/meter-values`],
      filters: {
        from: [monthsBefore(now, 12)],
        to: [monthsBefore(now, 12)],
        points: [100, 1000],
      },
      together: [{ points: 500, from: monthsBefore(now, 13), to: monthsBefore(now, 11) }],
      nothing: [never],
    },
    listTransactionEvents: { paths: [(turn) => `/transactions/${anyTransaction(turn)}/events`] },
    listReservations: {
      paths: ['/reservations'],
      filters: { station: [anyStation], state: ['used', 'active', 'not-sent'], idTag: [anyToken] },
      together: [
        { station: anyStation, state: 'used' },
        { idTag: anyToken, state: 'expired' },
      ],
      nothing: [{ idTag: 'NOBODY' }, { station: 'NOBODY' }],
    },
    getReservation: {
      paths: [(turn) => `/reservations/${1_000_000_000 + size.stations + ownStation(1 + turn * 13, size)}`],
    },
  }
}

function ownStation(from: number, { stations }: HistorySize): number {
  for (let index = from; ; index += 1) {
    const within = index % stations
    if (isOwn(within) && isSeen(within)) return within
  }
}

function ownTransaction(from: number, size: HistorySize): number {
  for (let id = from; ; id += 1) {
    const within = 1 + (id % size.transactions)
    if (isOwn(stationOfTransaction(within, size))) return within
  }
}

const ofPaging = new Set(['limit', 'cursor'])

type Endpoints = Readonly<Record<string, Endpoint>>

const filtersOf = (endpoint: Endpoint): string[] =>
  Object.keys((endpoint.query as { properties?: object } | undefined)?.properties ?? {})

const read = (endpoints: Endpoints) =>
  Object.entries(endpoints).filter(([, { method, stream }]) => method === 'GET' && stream !== true)

/** What can be asked of the API and is not asked here, in words. */
export function unasked(endpoints: Endpoints, asked: AskedOfAll): string[] {
  return read(endpoints).flatMap(([name, endpoint]) => {
    const of = asked[name]
    if (!of) return [`${name} (GET ${endpoint.path}) is not asked: it has no entry in bench/history-reads.ts`]
    return filtersOf(endpoint)
      .filter((filter) => !ofPaging.has(filter) && !of.filters?.[filter])
      .map((filter) => `${name} is not asked with \`${filter}\`: its entry in bench/history-reads.ts lacks this filter`)
  })
}

export function readsOf(endpoints: Endpoints, asked: AskedOfAll): Read[] {
  return read(endpoints).flatMap(([name, endpoint]) => {
    const { paths, filters = {}, together = [], nothing = [] } = asked[name] as Asked
    const one = Object.entries(filters).flatMap(([filter, values]) => values.map((value) => ({ [filter]: value })))
    const pages = filtersOf(endpoint).includes('cursor')
    return paths.flatMap((path) =>
      [{}, ...one, ...together, ...nothing].map((of) => ({
        endpoint: name,
        path,
        filters: of,
        pages: pages && !('points' in of),
      })),
    )
  })
}

const textOf = (value: Value, turn: number) => String(typeof value === 'function' ? value(turn) : value)

export function urlOf({ path, filters }: Read, turn: number, more: Filters = {}): string {
  const given = Object.entries({ ...filters, ...more }).map(([name, value]) => [name, textOf(value, turn)])
  const query = new URLSearchParams(given).toString()
  return `${textOf(path, turn)}${query === '' ? '' : `?${query}`}`
}

/** For people: the first request's. */
export const titleOf = (of: Read): string => decodeURIComponent(urlOf(of, 0)).replaceAll('+', ' ')
