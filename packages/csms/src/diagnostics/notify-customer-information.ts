/** The message NotifyCustomerInformation: the answer, in parts, to CustomerInformation. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordReport } from '../operations/record-report.ts'

/** OCPP 2.0.1 part 2, N09, N10. The data is text without a format, cut where a message was full. */
export async function notifyCustomerInformation201(
  ctx: StationContext,
  request: v201.NotifyCustomerInformationRequest | v21.NotifyCustomerInformationRequest,
): Promise<v201.NotifyCustomerInformationResponse> {
  const { seqNo, tbc, data } = request
  await recordReport(ctx, 'customer-information', request, { seqNo, tbc, items: [data] })
  return {}
}
