/** The message TransactionEvent. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { idTokenInfo2 } from '../authorization/id-token-info.ts'
import { bareToken } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { numberOnWire, reservationOnWire } from '../stations/number-on-wire.ts'
import { ownChargingState, ownReason2 } from '../stations/own-words.ts'
import type { Stamp } from '../stations/station-clock.ts'
import { messageTime, sampleTimes } from '../stations/station-time.ts'
import { frame2, type MeterFrame } from './meter-frame.ts'
import { type Recorded, recordTransactionEvent } from './record-event.ts'
import type { TransactionReport } from './transaction-report.ts'

const kinds = { Started: 'started', Updated: 'updated', Ended: 'ended' } as const
const noFrames: readonly MeterFrame[] = []

/**
 * OCPP 2.0.1 part 2, E01 to E15; what 2.1 adds (limits, operation mode, cost details …) is kept with the event. Costs are told only
 * when they are known: an absent totalCost says "unknown", a zero would say "free" (TransactionEventResponse).
 */
export function transactionEvent201(
  ctx: StationContext,
  req: v201.TransactionEventRequest | v21.TransactionEventRequest,
): v201.TransactionEventResponse | Promise<v201.TransactionEventResponse> {
  const { meterValue, ...rest } = req
  const recorded = recordTransactionEvent(ctx, {
    wireId: req.transactionInfo.transactionId,
    report: reportOf(ctx, req),
    payload: JSON.stringify(rest),
  })
  return recorded instanceof Promise ? recorded.then(responseOf) : responseOf(recorded)
}

function reportOf(
  ctx: StationContext,
  req: v201.TransactionEventRequest | v21.TransactionEventRequest,
): TransactionReport {
  const { transactionInfo: info, idToken, evse, meterValue } = req
  const stamp = messageTime(ctx, req.timestamp, { isQueued: req.offline ?? false })
  // §2.23 EVSEType: ids count from 1; 0 is the station as a whole, where nobody charges.
  const evseId = evse !== undefined && evse.id > 0 ? numberOnWire(evse.id) : null
  return {
    kind: kinds[req.eventType],
    at: stamp.at,
    sentAt: stamp.sent,
    // What a station that is forgiven missing members has not told, or what counts nothing.
    seqNo: numberOnWire(req.seqNo),
    triggerReason: req.triggerReason ?? null,
    offline: req.offline ?? false,
    evseId,
    connectorId: evseId === null ? null : numberOnWire(evse?.connectorId),
    idToken: idToken === undefined ? null : { token: bareToken(idToken.idToken), type: idToken.type },
    chargingState: ownChargingState(info.chargingState),
    remoteStartId: numberOnWire(info.remoteStartId),
    reservationId: reservationOnWire(req.reservationId),
    stopReason: ownReason2(info.stoppedReason),
    meterStartWh: null,
    meterStopWh: null,
    frames: meterValue === undefined ? noFrames : framesOf(ctx, meterValue, { stamp, text: req.timestamp }),
  }
}

function framesOf(
  ctx: StationContext,
  values: readonly (v201.MeterValueType | v21.MeterValueType)[],
  by: { readonly stamp: Stamp; readonly text: string },
): MeterFrame[] {
  const times = sampleTimes(ctx, values, by)
  return values.map((value, i) => frame2(value, times[i] as Date))
}

/** E01.FR.12: the status of the id token, whenever one was named. */
const responseOf = ({ authorization }: Recorded): v201.TransactionEventResponse =>
  authorization === null ? {} : { idTokenInfo: idTokenInfo2(authorization) }
