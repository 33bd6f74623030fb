/** The message StopTransaction. */
import type * as v16 from '@busbar/ocpp/v16'
import { idTagInfo16 } from '../authorization/id-token-info.ts'
import { bareToken } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { ownReason16 } from '../stations/own-words.ts'
import { messageTime, sampleTimes } from '../stations/station-time.ts'
import { frame16 } from './meter-frame.ts'
import { recordTransactionEvent } from './record-event.ts'
import { reportOf } from './transaction-report.ts'

/** OCPP 1.6 §4.10: nobody can keep a transaction from stopping; what is asked is whether the id token may start another. */
export async function stopTransaction16(
  ctx: StationContext,
  req: v16.StopTransactionRequest,
): Promise<v16.StopTransactionResponse> {
  const token = bareToken(req.idTag ?? '')
  const stamp = messageTime(ctx, req.timestamp)
  const { transactionData = [], ...rest } = req
  const times = sampleTimes(ctx, transactionData, { stamp, text: req.timestamp })
  const { authorization } = await recordTransactionEvent(ctx, {
    wireId: String(req.transactionId),
    report: reportOf('ended', {
      at: stamp.at,
      sentAt: stamp.sent,
      idToken: token === '' ? null : { token, type: null },
      stopReason: ownReason16(req.reason),
      meterStopWh: req.meterStop,
      frames: transactionData.map((value, i) => frame16(value, times[i] as Date)),
    }),
    payload: JSON.stringify(rest),
  })
  return authorization === null ? {} : { idTagInfo: idTagInfo16(authorization) }
}
