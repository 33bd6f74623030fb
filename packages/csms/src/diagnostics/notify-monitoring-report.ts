/** The message NotifyMonitoringReport: the answer, in parts, to GetMonitoringReport. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordReport } from '../operations/record-report.ts'

/** OCPP 2.0.1 part 2, N02. */
export async function notifyMonitoringReport201(
  ctx: StationContext,
  request: v201.NotifyMonitoringReportRequest | v21.NotifyMonitoringReportRequest,
): Promise<v201.NotifyMonitoringReportResponse> {
  const { seqNo, tbc, monitor = [] } = request
  await recordReport(ctx, 'monitoring-report', request, { seqNo, tbc, items: monitor })
  return {}
}
