/** What a connector is doing, as its station tells it by StatusNotification or NotifyEvent. */
import { OcppError } from '@busbar/ocpp/errors'
import { traits } from '@busbar/ocpp/traits'
import type { StationContext } from '../context.ts'
import { textWithoutSecrets } from '../secrets/secrets.ts'
import type { ConnectorStatus, LiveConnector, LiveEvse, LiveStation, Stamped } from '../stations/live-station.ts'
import { markOverfull } from '../stations/overfull.ts'
import { connectorRow, evseRow, stationStateRow } from '../stations/rows.ts'
import { mayHaveWaited, type StationClock, toleratedMs } from '../stations/station-clock.ts'
import { markByStatus } from '../transactions/mark-over.ts'

import { decidingProblem, statusWith } from './component-problem.ts'
import { dropProblems } from './keep-problems.ts'

/** A message of the station, or an answer of it to a command. */
type Recording = Pick<StationContext, 'station' | 'writes' | 'now'>

export interface ConnectorReport {
  readonly evseId: number
  readonly connectorId: number
  readonly status: ConnectorStatus
  /** By our clock. */
  readonly at: Date
  /** Absent: as sent. */
  readonly stamped?: Stamped
  /** null: none; absent: not told. */
  readonly errorCode?: string | null
  readonly vendorErrorCode?: string | null
  readonly info?: string | null
}

export function recordConnectorStatus(ctx: Recording, report: ConnectorReport): void {
  const { station } = ctx
  const now = ctx.now()
  mustBe(station.evses.get(report.evseId), report.evseId, report.connectorId)
  const evse = evseOf(ctx, report.evseId)
  if (!evse.connectors.has(report.connectorId) && hasTooManyConnectors(station)) {
    markOverfull(ctx, 'connectors')
    return
  }
  const connector = connectorOf(evse, report.connectorId)
  if (isOutdated(report, connector, station)) return
  const before = { ...connector }
  connector.told = report.status
  connector.errorCode = report.errorCode ?? null
  connector.vendorErrorCode = report.vendorErrorCode ?? null
  // As it is kept: what memory knows is stored again with the connector's next change.
  connector.info = report.info ? textWithoutSecrets(report.info) : null
  connector.statusAt = report.at < now ? report.at : now
  connector.heardAt = now
  connector.stamped = report.stamped ?? 'as-sent'
  if (station.problems.size > 0) forgetHealed(ctx, report)
  settleConnector(ctx, evse, connector, before)
  markByStatus(ctx, evse, connector, before.told)
}

/**
 * A station need not say after a boot that what was wrong before it is not any more (2.0.1 part 2, N07.FR.14 asks it of monitors only): a
 * place it then calls well has no problem from before.
 */
function forgetHealed(ctx: Recording, { evseId, connectorId, status }: ConnectorReport): void {
  const { bootedAt } = ctx.station.state
  if (bootedAt === null || status === 'Faulted' || status === 'Unavailable') return
  dropProblems(
    ctx,
    (problem) =>
      problem.evseId === evseId &&
      (problem.connectorId === 0 || problem.connectorId === connectorId) &&
      problem.heardAt < bootedAt,
  )
}

/** What a connector is doing now, by what it told and by what is wrong there. */
function settleConnector(ctx: Recording, evse: LiveEvse, connector: LiveConnector, before: LiveConnector): void {
  const { station, writes } = ctx
  const now = ctx.now()
  const { evseId } = evse
  const problem =
    station.problems.size === 0
      ? null
      : decidingProblem(station.problems.values(), { evseId, connectorId: connector.connectorId }, connector)
  connector.status = statusWith(connector.told, problem)
  if (problem) {
    connector.errorCode = problem.code ?? connector.errorCode
    connector.info = problem.info ?? connector.info
  } else if (tellsNoErrorCode(station) && connector.told !== 'Faulted') {
    // 2.x has no code beside a status: it went with the problem.
    connector.errorCode = null
    connector.info = null
  }
  writes.put('connector', connectorRow(station, evse, connector))
  if (isSame(before, connector)) return
  writes.event('connector.status', {
    organisationId: station.organisationId,
    stationId: station.id,
    subject: `${station.id}:${evse.evseId}`,
    at: now,
    data: {
      evseId: evse.evseId,
      connectorId: connector.connectorId,
      status: connector.status,
      errorCode: connector.errorCode,
      vendorErrorCode: connector.vendorErrorCode,
      info: connector.info,
      statusAt: connector.statusAt?.toISOString() ?? null,
    },
  })
}

/**
 * What is said now is true now, whatever its stamp: statuses count in the order in which they come. Only what a reconnect delivers may be
 * older than what we know: it is of a time before this connection, in which it can have waited, and what we know was told at once, by a
 * clock that was right. Times from before the last boot prove nothing: the boot may have set the clock.
 */
export function isOutdated(
  report: Pick<ConnectorReport, 'at' | 'stamped'>,
  { statusAt, heardAt, stamped }: Pick<LiveConnector, 'statusAt' | 'heardAt' | 'stamped'>,
  { clock, state }: { clock: StationClock; state: Pick<LiveStation['state'], 'bootedAt' | 'connectedAt'> },
): boolean {
  if (statusAt === null || heardAt === null || report.at >= statusAt) return false
  // Two clocks, or one that was set in between, have no order.
  if (stamped === 'not' || stamped !== (report.stamped ?? 'as-sent')) return false
  const { bootedAt, connectedAt } = state
  if (bootedAt !== null && heardAt < bootedAt) return false
  const wasToldAtOnce = heardAt.getTime() - statusAt.getTime() <= toleratedMs
  const isOfBefore = connectedAt !== null && report.at < connectedAt
  return wasToldAtOnce && isOfBefore && mayHaveWaited(clock, report.at.getTime(), heardAt.getTime())
}

const tellsNoErrorCode = ({ version }: LiveStation): boolean => version === null || !traits[version].statusHasErrorCode

/** After a problem came or went; EVSE 0 is the station as a whole. */
export function settleStatus(ctx: Recording, evseId: number): void {
  if (evseId === 0) {
    settleStation(ctx)
    return
  }
  const evse = ctx.station.evses.get(evseId)
  for (const connector of evse?.connectors.values() ?? []) {
    settleConnector(ctx, evse as LiveEvse, connector, { ...connector })
  }
}

interface Why {
  readonly errorCode: string | null
  readonly info: string | null
}

/** Connector 0 of 1.6; EVSE 0 and the component ChargingStation of 2.x (part 1 §7.1). It says nothing of its connectors (1.6 §4.9). */
export function recordStationStatus(ctx: Recording, status: ConnectorStatus, { errorCode, info }: Why): void {
  const { state } = ctx.station
  const before = { ...state }
  state.told = status
  state.toldAt = ctx.now()
  state.errorCode = errorCode
  state.info = info
  settleStation(ctx, before)
}

function settleStation(ctx: Recording, before = { ...ctx.station.state }): void {
  const { station, writes } = ctx
  const { state } = station
  const told = { told: state.told ?? ('Unknown' as const), heardAt: state.toldAt }
  const problem = decidingProblem(station.problems.values(), { evseId: 0, connectorId: 0 }, told)
  const status = statusWith(told.told, problem)
  state.status = status === 'Unknown' ? null : status
  if (problem) {
    state.errorCode = problem.code ?? state.errorCode
    state.info = problem.info ?? state.info
  } else if (tellsNoErrorCode(station) && state.told !== 'Faulted') {
    state.errorCode = null
    state.info = null
  }
  writes.put('station_state', stationStateRow(station))
  if (before.status === state.status && before.errorCode === state.errorCode && before.info === state.info) return
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: ctx.now(),
    data: { status: state.status, errorCode: state.errorCode, info: state.info },
  })
}

/** Makes what is not known yet; answers the only connector of an EVSE, null where there are several. */
export function knownConnector(ctx: Recording, evseId: number, connectorId = 0): number | null {
  mustBe(ctx.station.evses.get(evseId), evseId, connectorId === 0 ? 1 : connectorId)
  const evse = evseOf(ctx, evseId)
  const makes = connectorId === 0 ? evse.connectors.size === 0 : !evse.connectors.has(connectorId)
  if (makes && hasTooManyConnectors(ctx.station)) markOverfull(ctx, 'connectors')
  else if (connectorId !== 0 || evse.connectors.size === 0) {
    const connector = connectorOf(evse, connectorId === 0 ? 1 : connectorId)
    ctx.writes.put('connector', connectorRow(ctx.station, evse, connector))
  }
  const [only, ...more] = evse.connectors.keys()
  return more.length === 0 ? (only ?? null) : null
}

/** More than any station has; a number beyond it is a mistake, and would be a row for ever. */
const mostEvses = 500

const mostConnectors = 1_000

function hasTooManyConnectors({ evses }: LiveStation): boolean {
  let connectors = 0
  for (const evse of evses.values()) connectors += evse.connectors.size
  return connectors >= mostConnectors
}

/** Before anything is made: a place that cannot be leaves nothing behind. */
function mustBe(evse: LiveEvse | undefined, evseId: number, connectorId: number): void {
  if (!evse && !isPlace(evseId)) throw new OcppError('PropertyConstraintViolation', `no EVSE ${evseId} here`)
  if (evse?.connectors.has(connectorId) || isPlace(connectorId)) return
  throw new OcppError('PropertyConstraintViolation', `no connector ${connectorId} at EVSE ${evseId}`)
}

const isPlace = (id: number): boolean => id >= 1 && id <= mostEvses

/** Makes what it does not know yet: 1.6 stations never list their connectors, and 2.x ones may tell a status before their inventory. */
function evseOf({ station, writes }: Recording, evseId: number): LiveEvse {
  const known = station.evses.get(evseId)
  if (known) return known
  const evse: LiveEvse = { evseId, availability: 'Operative', connectors: new Map() }
  station.evses.set(evseId, evse)
  writes.put('evse', evseRow(station, evse))
  return evse
}

function connectorOf(evse: LiveEvse, connectorId: number): LiveConnector {
  const known = evse.connectors.get(connectorId)
  if (known) return known
  const connector: LiveConnector = {
    connectorId,
    told: 'Unknown',
    status: 'Unknown',
    errorCode: null,
    vendorErrorCode: null,
    info: null,
    statusAt: null,
    heardAt: null,
    stamped: 'not',
  }
  evse.connectors.set(connectorId, connector)
  return connector
}

const isSame = (a: LiveConnector, b: LiveConnector): boolean =>
  a.status === b.status && a.errorCode === b.errorCode && a.vendorErrorCode === b.vendorErrorCode && a.info === b.info
