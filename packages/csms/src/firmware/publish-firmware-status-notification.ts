/** The message PublishFirmwareStatusNotification: a local controller offers firmware to the stations behind it. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { putOperation, recordProgress } from '../operations/operation.ts'
import { recordNotification } from '../stations/record-notification.ts'

/** OCPP 2.0.1 part 2, L03. */
export async function publishFirmwareStatusNotification201(
  ctx: StationContext,
  request: v201.PublishFirmwareStatusNotificationRequest | v21.PublishFirmwareStatusNotificationRequest,
): Promise<v201.PublishFirmwareStatusNotificationResponse> {
  const { status, requestId, location } = request
  const operation = await recordProgress(ctx, { kinds: ['publish-firmware'], requestId }, status)
  if (!operation) recordNotification(ctx, request)
  // L03.FR.04: where stations behind the controller can fetch it.
  else if (location) putOperation(ctx, operation, { detail: { ...operation.detail, location } })
  return {}
}
