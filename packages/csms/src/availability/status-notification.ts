/** The message StatusNotification. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { stationStateRow } from '../stations/rows.ts'
import { recordConnectorStatus } from './connector-status.ts'

/** OCPP 1.6 §4.9. Connector 0 is the charge point's own status, and says nothing of its connectors. */
export function statusNotification16(
  ctx: StationContext,
  request: v16.StatusNotificationRequest,
): v16.StatusNotificationResponse {
  const { connectorId, status } = request
  const errorCode = request.errorCode === 'NoError' ? null : request.errorCode
  if (connectorId === 0) {
    recordStationStatus(ctx, status, errorCode)
    return {}
  }
  recordConnectorStatus(ctx, {
    evseId: connectorId,
    connectorId: 1,
    status,
    at: request.timestamp === undefined ? ctx.now() : new Date(request.timestamp),
    errorCode,
    vendorErrorCode: request.vendorErrorCode ?? null,
    info: request.info ?? null,
  })
  return {}
}

/** OCPP 2.0.1 part 2, G01. */
export function statusNotification201(
  ctx: StationContext,
  request: v201.StatusNotificationRequest | v21.StatusNotificationRequest,
): v201.StatusNotificationResponse {
  recordConnectorStatus(ctx, {
    evseId: request.evseId,
    connectorId: request.connectorId,
    status: request.connectorStatus,
    at: new Date(request.timestamp),
  })
  return {}
}

function recordStationStatus(ctx: StationContext, status: string, errorCode: string | null): void {
  const { station, writes } = ctx
  const isNew = station.state.status !== status || station.state.errorCode !== errorCode
  station.state.status = status
  station.state.errorCode = errorCode
  if (!isNew) return
  writes.put('station_state', stationStateRow(station))
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: ctx.now(),
    data: { status, errorCode },
  })
}
