/** What happens in a transaction is told to the CSMS, now or once there is a connection. */
import type { Evse } from '../evse/evse.ts'
import type { TransactionNeeds } from './needs.ts'
import type { Transaction, TransactionEvent, Trigger } from './transaction.ts'

/** Puts an event into the outbox. What earlier events could not tell yet goes with it. */
export function emit(
  station: TransactionNeeds,
  evse: Evse,
  transaction: Transaction,
  kind: TransactionEvent['kind'],
  trigger: Trigger,
  samples: TransactionEvent['samples'] = [],
): void {
  const { untold, idToken, remoteStartId, reservationId, connectorId } = transaction
  const { phases } = evse.draw
  const event: TransactionEvent = {
    kind,
    transaction,
    at: station.now(),
    seqNo: transaction.nextSeqNo++,
    trigger,
    offline: !station.online,
    chargingState: transaction.chargingState,
    registerWh: evse.registerWh,
    samples,
    ...(phases > 0 && phases !== transaction.phases && { phases }), // E02.FR.18, E02.FR.19
    ...(untold.idToken && idToken && { idToken }), // E01.FR.10
    ...(untold.evse && { evse: { id: evse.id, ...(connectorId !== undefined && { connectorId }) } }),
    ...(untold.remoteStart && remoteStartId !== undefined && { remoteStartId }), // F01.FR.25, F02.FR.01
    ...(untold.reservation && reservationId !== undefined && { reservationId }), // E01.FR.13
    ...(kind === 'ended' && transaction.stopReason && { stopReason: transaction.stopReason }),
  }
  // E01.FR.16: the connector is known once the EV is there, so the EVSE is told again then.
  transaction.untold = {
    idToken: false,
    evse: untold.evse && connectorId === undefined,
    remoteStart: false,
    reservation: false,
  }
  transaction.phases = phases
  if (station.protocol.tells(event)) station.outbox.push(event)
  else transaction.nextSeqNo--
}
