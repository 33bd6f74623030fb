/** Rows of a station, and what is known of it since, as the API's resource. */
import type { OperatorContext } from '../../context.ts'
import { iso, isoOrNull, tenths, versionNameOrNull } from '../../http/wire.ts'
import { belowStations, listStations, type StationListRow, type StationQuery } from '../../sites/station-list.ts'
import { helpfulTolerances, type Refusals } from '../../stations/refusals.ts'
import { contestOf } from '../../stations/rivals.ts'
import type { Station } from './resource.ts'
import { turnedAwayResource } from './to-turned-away.ts'

type Below = Awaited<ReturnType<typeof belowStations>>

export async function stationResource(ctx: OperatorContext, id: string): Promise<Station | null> {
  const query: StationQuery = { organisationId: ctx.organisationId, id }
  const rows = await listStations(ctx.db, query, {
    order: 'id',
    descending: false,
    after: null,
    limit: 1,
    now: ctx.now(),
  })
  const [station] = await stationResources(ctx, rows)
  return station ?? null
}

export async function stationResources(ctx: OperatorContext, rows: readonly StationListRow[]): Promise<Station[]> {
  const below = await belowStations(
    ctx.db,
    rows.map((row) => row.id),
    ctx.now(),
  )
  const [evses, connectors, problems, transactions] = [
    Map.groupBy(below.evses, (row) => row.station_id),
    Map.groupBy(below.connectors, (row) => row.station_id),
    Map.groupBy(below.problems, (row) => row.station_id),
    Map.groupBy(below.transactions, (row) => row.station_id),
  ]
  return rows.map((row) =>
    toStation(ctx, row, {
      evses: evses.get(row.id) ?? [],
      connectors: connectors.get(row.id) ?? [],
      problems: problems.get(row.id) ?? [],
      transactions: transactions.get(row.id) ?? [],
    }),
  )
}

function toStation(ctx: OperatorContext, row: StationListRow, below: Below): Station {
  // The row is written now and then only; who is connected was heard of later than that.
  const live = ctx.stations.get(row.id)
  const heardLive = live?.lastHeardAt ?? 0
  const lastHeardAt = new Date(Math.max(heardLive, row.last_heard_at?.getTime() ?? 0))
  return {
    id: row.id,
    name: row.name,
    site: row.site_id,
    siteName: row.site_name,
    admission: row.admission,
    status: row.online ? 'online' : row.last_heard_at ? 'offline' : 'never',
    connected: row.connected ?? false,
    version: versionNameOrNull(row.version),
    vendor: row.vendor,
    model: row.model,
    serialNumber: row.serial_number,
    firmwareVersion: row.firmware_version,
    lastHeardAt: lastHeardAt.getTime() === 0 ? null : iso(lastHeardAt),
    connectedAt: isoOrNull(row.connected_at),
    bootedAt: isoOrNull(row.booted_at),
    bootReason: row.boot_reason,
    registration: row.registration,
    heartbeatInterval: row.heartbeat_interval_s,
    firmwareStatus: row.firmware_status,
    diagnosticsStatus: row.diagnostics_status,
    tolerances: row.tolerances,
    bootCalls: row.boot_calls,
    messageRateLimit: row.message_rate_limit,
    hasPassword: row.password_hash !== null,
    assumeVersion: versionNameOrNull(row.assume_version),
    turnedAway: ctx.turnedAway.of(row.id).map(turnedAwayResource),
    contested: contestedOf(ctx, row.id),
    note: row.note,
    deviations: live?.state.deviations ?? row.deviations ?? 0,
    refused: refusedOf(live ? live.state.refusals : row.refusals),
    overfull: row.overfull ?? [],
    stationStatus: row.station_status,
    stationErrorCode: row.station_error_code,
    stationErrorInfo: row.station_error_info,
    problems: below.problems.map(toProblem),
    evses: toEvses(row, below),
    ...localList(row.local_list_version),
    powerW: row.power_w ?? (row.running ? null : 0),
    skewS: row.skew_s,
    clockZone: row.clock_zone,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    revision: row.revision,
  }
}

const refusedOf = (of: Refusals | null): Station['refused'] =>
  of && {
    ...of,
    tolerances: helpfulTolerances(of),
    by: [...of.by].map((kind) => ({ ...kind, tolerances: [...kind.tolerances] })),
  }

function contestedOf(ctx: OperatorContext, id: string): Station['contested'] {
  const contest = contestOf(ctx.stations.get(id)?.rivalry ?? null, ctx.now().getTime())
  if (!contest) return null
  const { sinceMs, perMinute, addresses, serialNumbers } = contest
  return { since: iso(new Date(sinceMs)), perMinute, addresses: [...addresses], serialNumbers: [...serialNumbers] }
}

function toEvses({ id: stationId, online }: StationListRow, of: Below): Station['evses'] {
  const { evses, connectors, transactions } = of
  const ids = [...new Set([...evses, ...connectors].map((row) => row.evse_id))].sort((a, b) => a - b)
  return ids.map((evseId) => {
    const evse = evses.find((row) => row.evse_id === evseId)
    const open = transactions.filter((row) => row.evse_id === evseId)
    return {
      id: `${stationId}:${evseId}`,
      evseId,
      name: evse?.name ?? null,
      maxPowerW: evse?.max_power_w ?? null,
      availability: (evse?.availability ?? 'Operative') as 'Operative' | 'Inoperative',
      connectors: connectors.filter((row) => row.evse_id === evseId).map((row) => toConnector(row, online)),
      transaction: open.at(-1)?.id ?? null,
      powerW: powerOf(open),
      probablyOver: open.at(-1)?.over_since != null,
    }
  })
}

/** null: something charges there, and how fast is not known at this moment. */
function powerOf(open: Below['transactions']): number | null {
  const running = open.filter((row) => row.over_since === null)
  const known = running.map((row) => row.power_w).filter((powerW) => powerW !== null)
  if (running.length > 0 && known.length === 0) return null
  return tenths(known.reduce((sum, powerW) => sum + powerW, 0))
}

type Connector = Station['evses'][number]['connectors'][number]

function toConnector(row: Below['connectors'][number], isOnline: boolean): Connector {
  const lastStatus = row.status
  return {
    connectorId: row.connector_id,
    type: row.type,
    maxPowerW: row.max_power_w,
    status: isOnline ? lastStatus : 'Unknown',
    lastStatus,
    errorCode: row.error_code,
    vendorErrorCode: row.vendor_error_code,
    info: row.info,
    statusAt: isoOrNull(row.status_at),
  }
}

const toProblem = (row: Below['problems'][number]): Station['problems'][number] => ({
  component: row.component,
  evse: row.evse_id,
  connector: row.connector_id,
  variable: row.variable,
  status: row.status as 'Faulted' | 'Unavailable',
  code: row.code,
  info: row.info,
  at: iso(row.at),
})

/** OCPP 1.6 §5.10: -1 is no version. */
function localList(version: number | null): Pick<Station, 'localListVersion' | 'localListSupported'> {
  if (version === null) return { localListVersion: null, localListSupported: null }
  return version < 0
    ? { localListVersion: null, localListSupported: false }
    : { localListVersion: version, localListSupported: true }
}
