/** The message StartTransaction. */
import type * as v16 from '@busbar/ocpp/v16'
import { idTagInfo16 } from '../authorization/id-token-info.ts'
import { bareToken } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { evseOfConnector } from '../stations/evse-of-connector.ts'
import { numberOnWire, reservationOnWire } from '../stations/number-on-wire.ts'
import { messageTime } from '../stations/station-time.ts'
import { recordTransactionEvent } from './record-event.ts'
import { reportOf } from './transaction-report.ts'

/**
 * OCPP 1.6 §4.8. An id token that is refused gets a transaction too: the station has begun one, and asks what to do with it. A
 * repeated request finds the transaction it opened.
 */
export async function startTransaction16(
  ctx: StationContext,
  req: v16.StartTransactionRequest,
): Promise<v16.StartTransactionResponse> {
  const { at, sent } = messageTime(ctx, req.timestamp)
  const place = evseOfConnector(ctx.station, req.connectorId)
  const evseId = place.evseId > 0 ? numberOnWire(place.evseId) : null
  const { transaction, authorization } = await recordTransactionEvent(ctx, {
    wireId: null,
    // 1.6 does not say whether it was offline, and sends transaction messages in order (§3.7), whenever they happened.
    report: reportOf('started', {
      at,
      sentAt: sent,
      evseId,
      connectorId: evseId === null ? null : place.connectorId,
      idToken: { token: bareToken(req.idTag), type: null },
      reservationId: reservationOnWire(req.reservationId),
      meterStartWh: req.meterStart,
    }),
    payload: JSON.stringify(req),
  })
  if (authorization === null) throw new Error('a StartTransaction names an id token')
  return { transactionId: transaction.id, idTagInfo: idTagInfo16(authorization) }
}
