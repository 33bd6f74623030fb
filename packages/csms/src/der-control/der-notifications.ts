/** What a station that feeds back tells of its DER controls: the messages NotifyDERAlarm, NotifyDERStartStop and ReportDERControl. */
import type * as v21 from '@busbar/ocpp/v21'
import type { StationContext } from '../context.ts'
import { recordReport } from '../operations/record-report.ts'
import { recordNotification } from '../stations/record-notification.ts'

/** OCPP 2.1 part 2, R05. */
export function notifyDerAlarm21(ctx: StationContext, request: v21.NotifyDERAlarmRequest): v21.NotifyDERAlarmResponse {
  recordNotification(ctx, request)
  return {}
}

/** OCPP 2.1 part 2, R04. */
export function notifyDerStartStop21(
  ctx: StationContext,
  request: v21.NotifyDERStartStopRequest,
): v21.NotifyDERStartStopResponse {
  recordNotification(ctx, request)
  return {}
}

/** OCPP 2.1 part 2, R04: the answer, in parts, to GetDERControl. Each part holds lists of controls, by kind. */
export async function reportDerControl21(
  ctx: StationContext,
  request: v21.ReportDERControlRequest,
): Promise<v21.ReportDERControlResponse> {
  const { requestId: _, tbc, customData: __, ...controls } = request
  const items = Object.entries(controls).flatMap(([kind, list]) => list.map((control) => ({ kind, ...control })))
  await recordReport(ctx, 'der-control', request, { tbc, items })
  return {}
}
