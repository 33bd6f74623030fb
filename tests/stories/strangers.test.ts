/**
 * Every endpoint, asked with the token of another organisation for the things of this one. The requests are made from the endpoint table, so a new
 * endpoint is asked too, or fails for what nobody says of it.
 */

import { fieldsOf } from '@busbar/ocpp/validation'
import { actionsFrom, type Version, versions } from '@busbar/ocpp/versions'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertApiToken } from '../../packages/csms/src/accounts/api-token.ts'
import { housePermissions } from '../../packages/csms/src/accounts/needs.ts'
import { endpoints } from '../../packages/csms/src/api/endpoints.ts'
import { commandName, commandsOf } from '../../packages/csms/src/commands/command-name.ts'
import { lanes } from '../../packages/csms/src/db/writes.ts'
import type { Endpoint } from '../../packages/csms/src/http/endpoint.ts'
import { type ApiRequest, type Fillers, requestsOf } from '../every-request.ts'
import { type ApiAnswer, type House, house, type RawStation, until } from '../house.ts'
import { sample } from '../samples.ts'

const all = Object.entries<Endpoint>(endpoints)
const asked = all.filter(([, { stream }]) => !stream)
const now = new Date('2026-03-01T08:00:00Z')

/** In every text of the one organisation; the limit of its charging profile is a number nobody else has. */
const mark = 'VIOLET'
const markedLimit = 7654.3
const ours = (version: Version) => `${mark}-${version}`
const others = (version: Version) => `OTHER-${version}`
const versionOf = (id: string): Version => versions.find((version) => id.endsWith(version)) as Version

/** Ids that the caller chooses are taken, and the answer has to say so; of any other id it says that there is no such thing. */
const isChosen = ({ method, path }: Endpoint): boolean => method === 'PUT' && !path.startsWith('/api-tokens/')
/** Its path names no thing of anybody. */
const isOfNobody = ({ path }: Endpoint): boolean => !path.includes('{') || path.startsWith('/describe/')

let it: House
const stranger = { authorization: 'Bearer token-of-another-organisation' }
const asStranger = (method: string, path: string, body?: unknown) => it.api(method, path, body, stranger)
const our = new Map<Version, RawStation>()
const theirs = new Map<Version, RawStation>()
const numbers = { transactions: [] as string[], reservation: 0, profile: 0, apiToken: 0, operation: 0 }

const heard = { byStranger: '', byUs: '' }
const stop = new AbortController()
/** What the stranger was told before there was anything of ours to tell. */
const toldBefore = new Map<string, unknown>()

/** Whose the things in paths are that both may have. */
function fillers(whose: 'ours' | 'theirs'): Fillers {
  const stationOf = whose === 'ours' ? ours : others
  const stations = versions.map(stationOf)
  return {
    paths: {
      stations: () => stations,
      'stations/{id}/commands': ({ id = '' }) => commandsOf(versionOf(id)).map(({ name }) => name),
      evses: () => stations.map((id) => `${id}:1`),
      sites: () => [whose === 'ours' ? `${mark}-site` : 'other-site'],
      'id-tokens': () => [whose === 'ours' ? `${mark}-TOKEN` : 'OTHER-TOKEN'],
      'unknown-stations': () => [`${mark}-UNKNOWN`],
      transactions: () => numbers.transactions,
      reservations: () => [String(numbers.reservation)],
      'charging-profiles': () => [String(numbers.profile)],
      'api-tokens': () => [String(numbers.apiToken)],
      operations: () => [String(numbers.operation)],
      describe: () => ['1.6', '2.0.1', '2.1'],
      'describe/{version}': () => ['Heartbeat'],
      'history/retention': () => ['messages'],
    },
    references: {
      site: `${mark}-site`,
      station: ours('ocpp1.6'),
      subject: ours('ocpp1.6'),
      idTag: `${mark}-TOKEN`,
      idToken: `${mark}-TOKEN`,
      group: `${mark}-GROUP`,
      groupToken: `${mark}-GROUP`,
      parentGroup: `${mark}-GROUP`,
      parent: `${mark}-GROUP`,
      organisation: 'default',
      chargingProfile: numbers.profile,
    },
    // A place in a list that was told before.
    apart: new Set(['cursor']),
    words: {
      q: mark,
      name: `${mark} profile`,
      action: 'BootNotification',
      outcome: 'answered',
      component: mark,
      subjectType: 'station',
      kinds: 'transaction,station,connector,meter',
      access_token: 'token-of-another-organisation',
    },
    bodies: {
      putChargingProfile: () => [{ profile: profileWith(1) }],
      runCommand: ({ id = '', name = '' }) => commandBodies(versionOf(id), name),
      callStation: ({ id = '' }) =>
        actionsFrom(versionOf(id), 'csms').map((action) => ({
          action,
          payload: sample(versionOf(id), action, 'request'),
        })),
    },
  }
}

/** The least the version takes, and with our ids where the API translates them. */
function commandBodies(version: Version, name: string): object[] {
  const action = actionsFrom(version, 'csms').find((candidate) => commandName(candidate) === name) as string
  const least = sample(version, action, 'request')
  const names = fieldsOf(version, action, 'request').map((field) => field.name)
  const without = (...left: string[]) =>
    Object.fromEntries(Object.entries(least).filter(([key]) => !left.includes(key)))
  const bodies: object[] = [least]
  if (names.includes('transactionId')) {
    for (const transaction of numbers.transactions)
      bodies.push({ ...without('transactionId'), transaction: Number(transaction) })
  }
  for (const member of ['chargingProfile', 'csChargingProfiles'])
    if (names.includes(member)) bodies.push({ ...without(member), [member]: numbers.profile })
  return bodies
}

beforeAll(async () => {
  it = await house({ config: { unknownStations: 'pending' }, now: () => now })
  await addStranger()
  await addTheirs()
  await followAll()
  for (const [name, endpoint] of asked.filter(([, of]) => of.method === 'GET' && isOfNobody(of))) {
    for (const request of requestsOf(name, endpoint, fillers('ours')))
      toldBefore.set(request.path, said(await asStranger('GET', request.path)))
  }
  await addOurs()
}, 120_000)
afterAll(async () => {
  stop.abort()
  await it.close()
})

async function addStranger(): Promise<void> {
  const { ctx } = it.csms
  await ctx.db.insertInto('organisation').values({ id: 'other', name: 'Other' }).execute()
  const site = { id: 'other-site', organisation_id: 'other', name: 'Other', time_zone: 'UTC', currency: 'EUR' }
  await ctx.db.insertInto('site').values(site).execute()
  const of = { organisationId: 'other', name: 'other', origin: 'api', at: now } as const
  ctx.apiTokens.learn(await insertApiToken(ctx.db, 'token-of-another-organisation', of))
}

async function follow(who: keyof typeof heard, path: string, headers: Record<string, string>): Promise<number> {
  const response = await fetch(`${it.csms.url}/api/v1${path}`, { headers, signal: stop.signal })
  const text = response.body?.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>
  void (async () => {
    for await (const piece of text) heard[who] += piece
  })().catch(() => {})
  return response.status
}

async function followAll(): Promise<void> {
  for (const [name, endpoint] of all.filter(([, { stream }]) => stream)) {
    for (const { path } of requestsOf(name, endpoint, fillers('ours')))
      expect(await follow('byStranger', path, stranger), path).toBe(path.includes('organisation=') ? 403 : 200)
    for (const version of versions)
      await follow('byStranger', `/events?station=${ours(version)}&kinds=message,meter,transaction`, stranger)
  }
  await follow('byUs', '/events', { authorization: 'Bearer token-of-the-stories' })
}

const profileWith = (limit: number) => ({
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: [
    {
      id: 1,
      startSchedule: '2026-01-01T00:00:00Z',
      chargingRateUnit: 'W',
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
  ],
})

async function addOurs(): Promise<void> {
  const make = async (method: string, path: string, body: object) => {
    const answer = await it.api(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  await make('PUT', `/sites/${mark}-site`, { name: `${mark} site`, address: `${mark} street 1` })
  await make('PUT', `/id-tokens/${mark}-TOKEN`, {
    groupToken: `${mark}-GROUP`,
    note: `${mark} note`,
    allowConcurrent: true,
  })
  numbers.profile = (
    await make('POST', '/charging-profiles', {
      name: `${mark} profile`,
      profile: profileWith(markedLimit),
    })
  ).id
  numbers.apiToken = (await make('POST', '/api-tokens', { name: `${mark} token` })).id
  const status = () => ({ status: 'Accepted' })
  const answers = { ReserveNow: status, GetLog: status, SetChargingProfile: status }
  for (const version of versions) {
    const id = ours(version)
    await make('PUT', `/stations/${id}`, { name: `${mark} gate`, site: `${mark}-site`, note: `${mark} note` })
    const station = await it.station(id, { version, answers })
    our.set(version, station)
    await speak(station, version)
    const profile =
      version === 'ocpp1.6'
        ? { connectorId: 1, csChargingProfiles: numbers.profile }
        : { evseId: 1, chargingProfile: numbers.profile }
    await make('POST', `/stations/${id}/commands/set-charging-profile`, profile)
    await make('POST', `/stations/${id}/commands/get-log`, {
      logType: 'SecurityLog',
      log: { remoteLocation: `https://example.org/${mark}` },
    })
  }
  await make('POST', `/stations/${ours('ocpp1.6')}/commands/reserve-now`, {
    connectorId: 2,
    expiryDate: '2126-03-01T08:00:00Z',
    idTag: `${mark}-TOKEN`,
  })
  numbers.operation = (await it.api('GET', `/stations/${ours('ocpp2.0.1')}/operations`)).body.items[0].id
  numbers.reservation = (await it.api('GET', '/reservations')).body.items[0].id
  numbers.transactions = (await it.transactions()).map(({ id }) => String(id))
  await it.station(`${mark}-UNKNOWN`)
  // An id that is none here: turned away at the door.
  await it.station(`${mark} odd`, { boot: false }).catch(() => {})
}

/** A transaction, meter values, what else stations tell. */
async function speak(station: RawStation, version: Version): Promise<void> {
  const timestamp = now.toISOString()
  await station.call('SecurityEventNotification', { type: 'SettingSystemTime', timestamp, techInfo: `${mark} info` })
  if (version === 'ocpp1.6') {
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Charging', info: `${mark} info` }
    await station.call('StatusNotification', status)
    const start = { connectorId: 1, idTag: `${mark}-TOKEN`, meterStart: 100, timestamp }
    const { transactionId } = await station.call('StartTransaction', start)
    const meterValue = [{ timestamp, sampledValue: [{ value: '350' }] }]
    await station.call('MeterValues', { connectorId: 1, transactionId, meterValue })
    return
  }
  const reportData = [
    {
      component: { name: `${mark}Component` },
      variable: { name: 'Name' },
      variableAttribute: [{ type: 'Actual', value: `${mark} value` }],
    },
  ]
  await station.call('NotifyReport', { requestId: 1, seqNo: 0, generatedAt: timestamp, reportData })
  await station.call('TransactionEvent', {
    eventType: 'Started',
    timestamp,
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId: `${mark}-tx` },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: `${mark}-TOKEN`, type: 'ISO14443' },
    meterValue: [{ timestamp, sampledValue: [{ value: 350 }] }],
  })
}

/** Made by the stranger's own token: what stands in for ours where the path is theirs and the body names ours. */
async function addTheirs(): Promise<void> {
  await asStranger('PUT', '/id-tokens/OTHER-TOKEN', {})
  for (const version of versions) {
    const made = await asStranger('PUT', `/stations/${others(version)}`, {})
    expect(made).toMatchObject({ status: 201, body: { site: 'other-site' } })
    const answers = Object.fromEntries(
      actionsFrom(version, 'csms').map((action) => [action, () => sample(version, action, 'response')]),
    )
    theirs.set(version, await it.station(others(version), { version, answers }))
  }
}

/** Of an answer, without what is of the request alone. */
function said({ status, body }: ApiAnswer): unknown {
  const { instance: _, ...rest } = body ?? {}
  return { status, ...rest }
}

/** What is ours in it, beside what the request has named itself. */
function leaked({ path, body }: ApiRequest, answer: ApiAnswer): string[] {
  let text = JSON.stringify(answer.body ?? null)
  for (const named of new Set(`${decodeURIComponent(path)} ${JSON.stringify(body ?? '')}`.match(markedWord) ?? []))
    text = text.replaceAll(named, '')
  return text.match(anyMark) ?? []
}
const markedWord = new RegExp(`${mark}[\\w.:-]*`, 'g')
const anyMark = new RegExp(`.{0,40}(?:${mark}|${markedLimit}).{0,40}`, 'g')

/** Every row that is not the stranger's, by table. */
async function kept(): Promise<Record<string, string[]>> {
  const { db } = it.csms.ctx
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1`.execute(db)
  const rows: Record<string, string[]> = {}
  for (const { name } of tables.rows) {
    // Which of our own batches was the last, and which of our loops had its turn.
    if (name === 'group_commit' || name === 'lease') continue
    const found = await sql<{
      row: string
    }>`select to_jsonb(t)::text as row from ${sql.table(name)} t order by 1`.execute(db)
    rows[name] = found.rows.map(({ row }) => row).filter((row) => !isTheirs(name, JSON.parse(row)))
  }
  return rows
}

const isTheirs = (table: string, row: Record<string, unknown>): boolean =>
  row.organisation_id === 'other' ||
  (table === 'organisation' && row.id === 'other') ||
  [row.station_id, row.id].some((id) => String(id).startsWith('OTHER-'))

const heardByOurs = () => versions.map((version) => our.get(version)?.asked.map(({ action }) => action))

/** Nothing of ours is changed by `act`, and no station of ours hears of it. */
async function unchanged(act: () => Promise<void>): Promise<void> {
  const before = { rows: await kept(), asked: heardByOurs() }
  await act()
  // A command is answered after its station has: what was sent has arrived.
  for (const station of our.values()) expect(station.session.open).toBe(true)
  expect(heardByOurs()).toEqual(before.asked)
  expect(await kept()).toEqual(before.rows)
}

/** Reads first, then what removes, and last what makes something that the others would find. */
const order = ['GET', 'DELETE', 'POST', 'PUT']
const inOrder = asked.toSorted(([, a], [, b]) => order.indexOf(a.method) - order.indexOf(b.method))
/** Every organisation has its own id tokens, under whatever text. */
const isOwnToMake = ({ method, path }: Endpoint): boolean => method === 'PUT' && path.startsWith('/id-tokens/')
test('what is asked for is there: we are told of all of it', async () => {
  expect(numbers.transactions).toHaveLength(3)
  for (const [name, endpoint] of inOrder.filter(([, { method }]) => method === 'GET')) {
    for (const request of requestsOf(name, endpoint, fillers('ours'))) {
      const { status, body } = await it.api('GET', request.path)
      expect(status, request.path).toBe(200)
      if (!isOfNobody(endpoint)) expect(JSON.stringify(body).length, request.path).toBeGreaterThan(10)
    }
  }
  for (const path of ['/unknown-stations', '/turned-away', '/audit', '/api-tokens', '/reservations'])
    expect(JSON.stringify((await it.api('GET', path)).body), path).toContain(mark)
})

test('followers hear of their own organisation only, whatever they ask to hear of', async () => {
  const { db, feed } = it.csms.ctx
  await until(() =>
    ['connector.status', 'transaction.started', 'meter', mark].every((word) => heard.byUs.includes(word)),
  )
  // Seen by followers alone, after all that is ours.
  const last = {
    lane: lanes.people,
    organisation_id: 'other',
    at: now,
    kind: 'site.changed' as const,
    subject: 'the last',
    data: '{}',
  }
  await db.insertInto('event').values(last).execute()
  feed.wake()
  await until(() => heard.byStranger.includes('the last'))
  expect(heard.byStranger.match(anyMark)).toBeNull()
})

describe('a token of another organisation, for our things', () => {
  test.each(inOrder)('%s', async (name, endpoint) => {
    await unchanged(async () => {
      for (const request of requestsOf(name, endpoint, fillers('ours'))) {
        const answer = await asStranger(endpoint.method, request.path, request.body)
        const what = `${endpoint.method} ${request.path} ${JSON.stringify(request.body)}: ${answer.status} ${JSON.stringify(answer.body)}`
        expect(leaked(request, answer), what).toEqual([])
        if (housePermissions.has(endpoint.needs)) expect(answer.status, what).toBe(403)
        else if (isOwnToMake(endpoint)) expect([200, 201], what).toContain(answer.status)
        else if (!isOfNobody(endpoint)) expect(answer.status, what).toBe(isChosen(endpoint) ? 409 : 404)
        else if (endpoint.method === 'GET') expect(said(answer), what).toEqual(toldBefore.get(request.path))
        else expect(answer.status, what).toBe(201)
      }
    })
  })
})

describe('a token of another organisation, for its own things, naming ours', () => {
  test.each(inOrder.filter(([, { body, path }]) => body && path.includes('{')))('%s', async (name, endpoint) => {
    await unchanged(async () => {
      for (const request of requestsOf(name, endpoint, fillers('theirs'))) {
        const answer = await asStranger(endpoint.method, request.path, request.body)
        const what = `${endpoint.method} ${request.path} ${JSON.stringify(request.body)}: ${answer.status} ${JSON.stringify(answer.body)}`
        expect(leaked(request, answer), what).toEqual([])
        expect(answer.status, what).toBeLessThan(500)
      }
    })
    for (const { asked: calls } of theirs.values()) {
      const sent = JSON.stringify(calls.map(({ payload }) => payload))
      expect(sent).not.toContain(String(markedLimit))
      expect(sent.replaceAll(`${mark}-TOKEN`, '')).not.toContain(mark)
    }
  })
})

test('an endpoint of which nobody says what it takes is not passed over', () => {
  const [, like] = all.find(([name]) => name === 'getSite') as [string, Endpoint]
  const tariff = { ...like, path: '/tariffs/{id}' }
  expect(() => requestsOf('getTariff', tariff, fillers('ours'))).toThrow('nobody says what {id}')
  const query = { type: 'object', properties: { colour: { type: 'string' } } } as unknown as NonNullable<
    Endpoint['query']
  >
  expect(() => requestsOf('listSites', { ...like, path: '/sites', query }, fillers('ours'))).toThrow('colour')
  const body = { type: 'object' } as unknown as NonNullable<Endpoint['body']>
  expect(() => requestsOf('putSite', { ...like, body }, fillers('ours'))).toThrow('what its body is')
})
