/** The message StatusNotification. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { evseOfConnector } from '../stations/evse-of-connector.ts'
import { ownErrorCode, ownStatus } from '../stations/own-words.ts'
import { statusTime } from '../stations/station-time.ts'
import { recordConnectorStatus, recordStationStatus } from './connector-status.ts'
import { recordEvseStatus, type ToldVariable } from './told-variable.ts'

/** OCPP 1.6 §4.9. Connector 0 is the charge point's own status, and says nothing of its connectors. */
export function statusNotification16(
  ctx: StationContext,
  request: v16.StatusNotificationRequest,
): v16.StatusNotificationResponse {
  const place = evseOfConnector(ctx.station, request.connectorId)
  const { word: status, raw: rawStatus } = ownStatus(request.status)
  const { word: errorCode, raw: rawCode } = ownErrorCode(request.errorCode)
  const vendorErrorCode = request.vendorErrorCode || rawCode
  const info = withRaw(request.info, rawStatus)
  if (place.evseId === 0) {
    recordStationStatus(ctx, status, { errorCode, info: info || vendorErrorCode })
    return {}
  }
  recordConnectorStatus(ctx, {
    evseId: place.evseId,
    // A negative number has none, and is refused by its EVSE.
    connectorId: place.connectorId ?? 1,
    status,
    ...statusTime(ctx, request.timestamp),
    errorCode,
    vendorErrorCode,
    info,
  })
  return {}
}

/** OCPP 2.0.1 part 2, G01. EVSE 0 is the station itself (part 1 §7.1), connector 0 the EVSE as a whole. */
export function statusNotification201(
  ctx: StationContext,
  request: v201.StatusNotificationRequest | v21.StatusNotificationRequest,
): v201.StatusNotificationResponse {
  const { evseId, connectorId } = request
  const { word: status, raw } = ownStatus(request.connectorStatus)
  const time = statusTime(ctx, request.timestamp)
  if (evseId === 0) recordStationStatus(ctx, status, { errorCode: null, info: withRaw(undefined, raw) })
  else if (connectorId === 0) recordEvseStatus(ctx, evseState(evseId, status, time.at), status)
  else recordConnectorStatus(ctx, { evseId, connectorId, status, ...time, info: withRaw(undefined, raw) })
  return {}
}

const withRaw = (info: string | undefined, raw: string | null): string | null =>
  raw === null ? info || null : [info, `status "${raw}"`].filter(Boolean).join('; ')

const evseState = (id: number, value: string, at: Date): ToldVariable => ({
  component: { name: 'EVSE', evse: { id } },
  variable: { name: 'AvailabilityState' },
  value,
  at,
})
