/** Live state from the database, for many stations at once: ten thousand that reconnect are a handful of queries. */
import { type Kysely, type Selectable, sql } from 'kysely'
import { type ComponentProblem, keyText } from '../availability/component-problem.ts'
import { bucketOf } from '../db/bucket.ts'
import type {
  ComponentProblemTable,
  ConnectorTable,
  EvseTable,
  StationStateTable,
  StationTable,
  Tables,
  WholeTransactionTable,
} from '../db/schema.ts'
import { shared } from '../db/shared-text.ts'
import { keptClosed, type LiveEvse, type LiveStation, type StationState } from '../stations/live-station.ts'
import { remember } from '../stations/live-transactions.ts'
import { newClock, type StationClock } from '../stations/station-clock.ts'
import { lastSigns } from '../transactions/mark-over.ts'
import { transactionOf } from '../transactions/rows.ts'
import type { Transaction } from '../transactions/transaction.ts'

export interface StoredStation {
  readonly station: Selectable<StationTable> & { readonly time_zone: string }
  readonly state: Selectable<StationStateTable> | undefined
  readonly evses: Selectable<EvseTable>[]
  readonly connectors: Selectable<ConnectorTable>[]
  readonly problems: Selectable<ComponentProblemTable>[]
  readonly transactions: Selectable<WholeTransactionTable>[]
}

export async function loadStations(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, StoredStation>> {
  const list = [...ids]
  const [stations, states, evses, connectors, problems, transactions] = await Promise.all([
    db
      .selectFrom('station')
      .innerJoin('site', 'site.id', 'station.site_id')
      .selectAll('station')
      .select('site.time_zone')
      .where('station.id', 'in', list)
      .execute(),
    db.selectFrom('station_state').selectAll().where('station_id', 'in', list).execute(),
    db.selectFrom('evse').selectAll().where('station_id', 'in', list).orderBy('evse_id').execute(),
    db.selectFrom('connector').selectAll().where('station_id', 'in', list).orderBy('connector_id').execute(),
    db.selectFrom('component_problem').selectAll().where('station_id', 'in', list).execute(),
    recentTransactions(db, list),
  ])
  const stateOfStation = new Map(states.map((row) => [row.station_id, row]))
  const found = new Map<string, StoredStation>()
  for (const station of stations) {
    const state = stateOfStation.get(station.id)
    found.set(station.id, { station, state, evses: [], connectors: [], problems: [], transactions: [] })
  }
  for (const row of evses) found.get(row.station_id)?.evses.push(row)
  for (const row of connectors) found.get(row.station_id)?.connectors.push(row)
  for (const row of problems) found.get(row.station_id)?.problems.push(row)
  for (const row of transactions) found.get(row.station_id)?.transactions.push(row)
  return found
}

/** The open ones and the latest ended ones, oldest first. Each is found by its key: a station may have had thousands. */
async function recentTransactions(db: Kysely<Tables>, ids: string[]): Promise<Selectable<WholeTransactionTable>[]> {
  const { rows } = await sql<Selectable<WholeTransactionTable>>`
    select w.* from unnest(${ids}::text[]) as s(id), lateral (
      select station_id, id from transaction where station_id = s.id and state = 'open'
      union all
      (select station_id, id from transaction where station_id = s.id and state <> 'open' order by started_at desc limit ${keptClosed})
    ) t, lateral (select * from whole_transaction where station_id = t.station_id and id = t.id limit 1) w
    order by w.started_at, w.id`.execute(db)
  return rows
}

/** Fills a station with what is stored, in place: handlers and the link hold on to the object. */
export function restore(live: LiveStation, stored: StoredStation): void {
  restoreOperatorsPart(live, stored)
  const { state } = stored
  // A stranger that was answered Pending still has that answer (OCPP 2.0.1 part 2, B01.FR.10), whatever it has become since.
  live.registration = state?.registration ?? live.registration
  live.version ??= state?.version ?? null
  if (state?.heartbeat_interval_s) live.heartbeatIntervalS = state.heartbeat_interval_s
  restoreClock(live.clock, state)
  if (live.link === null) {
    live.online = state?.online ?? false
    live.lastHeardAt = state?.last_heard_at?.getTime() ?? 0
  }
  Object.assign(live.state, stateOf(state, live.link !== null))
  live.evses.clear()
  restoreEvses(live, stored)
  live.problems.clear()
  for (const row of stored.problems) {
    const problem = problemOf(row)
    live.problems.set(keyText(problem), problem)
  }
  live.transactions.clear()
  for (const row of stored.transactions) remember(live, transactionOf(row, live.id))
  lastSigns(live)
}

/** What is known in memory is newer. */
function restoreClock(clock: StationClock, state: StoredStation['state']): void {
  if (state?.skew_s != null) clock.skewMs ??= state.skew_s * 1000
  clock.zone ??= state?.clock_zone ?? null
}

const problemOf = (row: Selectable<ComponentProblemTable>): ComponentProblem => ({
  component: row.component,
  componentInstance: row.component_instance,
  evseId: row.evse_id,
  connectorId: row.connector_id,
  variable: row.variable,
  variableInstance: row.variable_instance,
  status: row.status,
  code: row.code,
  info: row.info,
  at: row.at,
  heardAt: row.heard_at,
})

/** What operators edit: the rest of the live state is newer than what is stored. */
export function restoreOperatorsPart(live: LiveStation, { station }: StoredStation): void {
  live.known = true
  live.organisationId = shared(station.organisation_id)
  live.siteId = shared(station.site_id)
  live.timeZone = shared(station.time_zone)
  live.admission = shared(station.admission)
  live.passwordHash = station.password_hash
  live.assumeVersion = station.assume_version
  const tolerances = station.tolerances
  // What was refused before says nothing of what is now tolerated.
  if (tolerances.join() !== live.tolerances.join()) live.state.refusals = null
  live.tolerances = tolerances
  live.bootCalls = station.boot_calls
  live.messageRateLimit = station.message_rate_limit
}

/** Adds what is missing and forgets what an operator removed; what is there keeps its state. */
export function restoreEvses(live: LiveStation, { evses, connectors }: StoredStation): void {
  const stored = new Map<number, LiveEvse>()
  for (const row of evses) {
    const availability = shared(row.availability)
    stored.set(row.evse_id, { evseId: row.evse_id, availability, connectors: new Map() })
  }
  for (const row of connectors) {
    stored.get(row.evse_id)?.connectors.set(row.connector_id, {
      connectorId: row.connector_id,
      told: shared(row.told_status),
      status: shared(row.status),
      errorCode: shared(row.error_code),
      vendorErrorCode: row.vendor_error_code,
      info: row.info,
      statusAt: row.status_at,
      heardAt: row.heard_at,
      stamped: 'as-sent',
    })
  }
  keepOnly(live.evses, stored)
  for (const [evseId, evse] of stored) {
    const present = live.evses.get(evseId)
    if (!present) live.evses.set(evseId, evse)
    else {
      keepOnly(present.connectors, evse.connectors)
      for (const [id, connector] of evse.connectors)
        if (!present.connectors.has(id)) present.connectors.set(id, connector)
    }
  }
}

function keepOnly<V>(map: Map<number, V>, stored: ReadonlyMap<number, V>): void {
  for (const key of map.keys()) if (!stored.has(key)) map.delete(key)
}

function stateOf(row: Selectable<StationStateTable> | undefined, connected: boolean): Partial<StationState> {
  const stored = {
    vendor: shared(row?.vendor ?? null),
    model: shared(row?.model ?? null),
    serialNumber: row?.serial_number ?? null,
    firmwareVersion: shared(row?.firmware_version ?? null),
    iccid: row?.iccid ?? null,
    imsi: row?.imsi ?? null,
    bootReason: row?.boot_reason ?? null,
    bootedAt: row?.booted_at ?? null,
    firmwareStatus: row?.firmware_status ?? null,
    diagnosticsStatus: row?.diagnostics_status ?? null,
    localListVersion: row?.local_list_version ?? null,
    deviations: row?.deviations ?? 0,
    refusals: row?.refusals ?? null,
    overfull: row?.overfull ?? [],
    told: row?.told_status ?? null,
    toldAt: row?.told_at ?? null,
    status: row?.status ?? null,
    errorCode: row?.error_code ?? null,
    info: row?.error_info ?? null,
  }
  const connection = {
    connectedAt: row?.connected_at ?? null,
    disconnectedAt: row?.disconnected_at ?? null,
    remoteAddress: row?.remote_address ?? null,
  }
  return connected ? stored : { ...stored, ...connection }
}

export function emptyStation(id: string, of: { organisationId: string; heartbeatIntervalS: number }): LiveStation {
  return {
    id,
    bucket: bucketOf(id),
    organisationId: of.organisationId,
    siteId: '',
    timeZone: 'UTC',
    clock: newClock(),
    known: false,
    admission: 'pending',
    passwordHash: null,
    letInWith: null,
    assumeVersion: null,
    remoteBudget: null,
    rivalry: null,
    registration: null,
    invited: new Set(),
    tolerances: [],
    bootCalls: false,
    nextDueAt: 0,
    messageRateLimit: null,
    version: null,
    link: null,
    turn: null,
    online: false,
    heartbeatIntervalS: of.heartbeatIntervalS,
    lastHeardAt: 0,
    stateWrittenAt: 0,
    refusalsToldAt: 0,
    state: {
      vendor: null,
      model: null,
      serialNumber: null,
      firmwareVersion: null,
      iccid: null,
      imsi: null,
      bootReason: null,
      bootedAt: null,
      connectedAt: null,
      disconnectedAt: null,
      remoteAddress: null,
      firmwareStatus: null,
      diagnosticsStatus: null,
      localListVersion: null,
      deviations: 0,
      refusals: null,
      overfull: [],
      told: null,
      toldAt: null,
      status: null,
      errorCode: null,
      info: null,
    },
    evses: new Map(),
    problems: new Map(),
    transactions: new Map<string, Transaction>(),
    newestValues: null,
    hasNamesakes: false,
    isBack: false,
  }
}
