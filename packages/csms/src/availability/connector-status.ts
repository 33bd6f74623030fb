/** What a connector is doing, as its station tells it by StatusNotification or NotifyEvent. */
import { OcppError } from '@busbar/ocpp/errors'
import type { StationContext } from '../context.ts'
import type { ConnectorStatus, LiveConnector, LiveEvse, LiveStation } from '../stations/live-station.ts'
import { connectorRow, evseRow } from '../stations/rows.ts'

export interface ConnectorReport {
  readonly evseId: number
  readonly connectorId: number
  readonly status: ConnectorStatus
  /** By the station's clock. */
  readonly at: Date
  /** null: none; absent: not told. */
  readonly errorCode?: string | null
  readonly vendorErrorCode?: string | null
  readonly info?: string | null
}

export function recordConnectorStatus(ctx: StationContext, report: ConnectorReport): void {
  const { station, writes } = ctx
  const now = ctx.now()
  const evse = evseOf(ctx, report.evseId)
  const connector = connectorOf(evse, report.connectorId)
  if (isOutdated(report, connector, station)) return
  const before = { ...connector }
  connector.status = report.status
  connector.errorCode = report.errorCode ?? null
  connector.vendorErrorCode = report.vendorErrorCode ?? null
  connector.info = report.info ?? null
  // A clock that runs ahead must not make what follows its correction look old.
  connector.statusAt = report.at < now ? report.at : now
  connector.heardAt = now
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
      statusAt: connector.statusAt.toISOString(),
    },
  })
}

/**
 * A station may send what it kept while it was offline after what is true now. Times from before its last boot prove nothing: the
 * boot may have set the clock.
 */
export function isOutdated(
  report: Pick<ConnectorReport, 'at'>,
  connector: Pick<LiveConnector, 'statusAt' | 'heardAt'>,
  station: { readonly state: Pick<LiveStation['state'], 'bootedAt'> },
): boolean {
  const { statusAt, heardAt } = connector
  if (statusAt === null || heardAt === null || report.at >= statusAt) return false
  const { bootedAt } = station.state
  return bootedAt === null || heardAt >= bootedAt
}

/** More than any station has; a number beyond it is a mistake, and would be a row for ever. */
const mostEvses = 500

/** Makes what it does not know yet: 1.6 stations never list their connectors, and 2.x ones may tell a status before their inventory. */
function evseOf({ station, writes }: StationContext, evseId: number): LiveEvse {
  const known = station.evses.get(evseId)
  if (known) return known
  if (evseId < 1 || evseId > mostEvses) throw new OcppError('PropertyConstraintViolation', `no EVSE ${evseId} here`)
  const evse: LiveEvse = { evseId, availability: 'Operative', connectors: new Map() }
  station.evses.set(evseId, evse)
  writes.put('evse', evseRow(station, evse))
  return evse
}

function connectorOf(evse: LiveEvse, connectorId: number): LiveConnector {
  const known = evse.connectors.get(connectorId)
  if (known) return known
  if (connectorId < 1 || connectorId > mostEvses) {
    throw new OcppError('PropertyConstraintViolation', `no connector ${connectorId} at EVSE ${evse.evseId}`)
  }
  const connector: LiveConnector = {
    connectorId,
    status: 'Unknown',
    errorCode: null,
    vendorErrorCode: null,
    info: null,
    statusAt: null,
    heardAt: null,
  }
  evse.connectors.set(connectorId, connector)
  return connector
}

const isSame = (a: LiveConnector, b: LiveConnector): boolean =>
  a.status === b.status && a.errorCode === b.errorCode && a.vendorErrorCode === b.vendorErrorCode && a.info === b.info
