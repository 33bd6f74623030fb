/** The messages FirmwareStatusNotification and, in 1.6's security extension, SignedFirmwareStatusNotification. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordProgress } from '../operations/operation.ts'
import { stationStateRow } from '../stations/rows.ts'

/** OCPP 1.6 §4.5: no request id, so the newest update is meant. */
export async function firmwareStatusNotification16(
  ctx: StationContext,
  { status }: v16.FirmwareStatusNotificationRequest,
): Promise<v16.FirmwareStatusNotificationResponse> {
  await recordFirmwareStatus(ctx, status, undefined)
  return {}
}

/** OCPP 1.6 security whitepaper, L01. */
export async function signedFirmwareStatusNotification16(
  ctx: StationContext,
  { status, requestId }: v16.SignedFirmwareStatusNotificationRequest,
): Promise<v16.SignedFirmwareStatusNotificationResponse> {
  await recordFirmwareStatus(ctx, status, requestId)
  return {}
}

/** OCPP 2.0.1 part 2, L01.FR.10: the request id is that of the UpdateFirmwareRequest. */
export async function firmwareStatusNotification201(
  ctx: StationContext,
  { status, requestId }: v201.FirmwareStatusNotificationRequest | v21.FirmwareStatusNotificationRequest,
): Promise<v201.FirmwareStatusNotificationResponse> {
  await recordFirmwareStatus(ctx, status, requestId)
  return {}
}

async function recordFirmwareStatus(ctx: StationContext, status: string, requestId: number | undefined): Promise<void> {
  const { station, writes } = ctx
  station.state.firmwareStatus = status
  writes.put('station_state', stationStateRow(station))
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: ctx.now(),
    data: { firmwareStatus: status },
  })
  await recordProgress(ctx, { kinds: ['firmware'], requestId }, status)
}
