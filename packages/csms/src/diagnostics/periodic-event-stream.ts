/** 2.1's periodic event streams: values of one monitor, often and unconfirmed. */
import type * as v21 from '@busbar/ocpp/v21'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'

/**
 * OCPP 2.1 part 2, N11.FR.05, N11.FR.07: Rejected makes the station tell the same values by NotifyEvent, which we do process. A
 * stream names its variable only by a monitor's id, and monitors are not kept yet.
 */
export function openPeriodicEventStream21(
  ctx: StationContext,
  request: v21.OpenPeriodicEventStreamRequest,
): v21.OpenPeriodicEventStreamResponse {
  recordNotification(ctx, request)
  return {
    status: 'Rejected',
    statusInfo: { reasonCode: 'NotEnabled', additionalInfo: 'values are taken by NotifyEvent' },
  }
}

/** N13.FR.02. */
export function closePeriodicEventStream21(
  ctx: StationContext,
  request: v21.ClosePeriodicEventStreamRequest,
): v21.ClosePeriodicEventStreamResponse {
  recordNotification(ctx, request)
  return {}
}

/** N15.FR.02: unconfirmed. A stream we did not agree to is kept as it came. */
export function notifyPeriodicEventStream21(ctx: StationContext, request: v21.NotifyPeriodicEventStreamRequest): void {
  recordNotification(ctx, request)
}
