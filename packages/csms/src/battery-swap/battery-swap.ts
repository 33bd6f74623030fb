/** The message BatterySwap. */
import type * as v21 from '@busbar/ocpp/v21'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'

/** OCPP 2.1 part 2, S03. The answer has no status (part 3), whatever the use case's text says. */
export function batterySwap21(ctx: StationContext, request: v21.BatterySwapRequest): v21.BatterySwapResponse {
  recordNotification(ctx, request)
  return {}
}
