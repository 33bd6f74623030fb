/** The message NotifyPriorityCharging. */
import type * as v21 from '@busbar/ocpp/v21'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'

/** OCPP 2.1 part 2, K22: the driver asked for it at the station. */
export function notifyPriorityCharging21(
  ctx: StationContext,
  request: v21.NotifyPriorityChargingRequest,
): v21.NotifyPriorityChargingResponse {
  recordNotification(ctx, request)
  return {}
}
