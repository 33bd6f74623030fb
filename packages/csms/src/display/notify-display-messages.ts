/** The message NotifyDisplayMessages: the answer, in parts, to GetDisplayMessages. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordReport } from '../operations/record-report.ts'

/** OCPP 2.0.1 part 2, O03, O04. Its parts carry no numbers; a message told twice is one message. */
export async function notifyDisplayMessages201(
  ctx: StationContext,
  request: v201.NotifyDisplayMessagesRequest | v21.NotifyDisplayMessagesRequest,
): Promise<v201.NotifyDisplayMessagesResponse> {
  const { tbc, messageInfo = [] } = request
  await recordReport(ctx, 'display-messages', request, { tbc, items: messageInfo })
  return {}
}
