/** What changed in a transaction, handed to the commit: its row, what is kept of the event, and word to whoever follows. */

import { keptJson } from '../db/kept-json.ts'
import type { EventKind, Writes } from '../db/writes.ts'
import { forgetProfilesOfTransaction } from '../smart-charging/installed-profile.ts'
import { numberOnWire } from '../stations/number-on-wire.ts'
import { transactionRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface KeptEvent {
  /** `Started`, `Updated`, `Ended` as reported, `Closed` by ourselves. */
  readonly type: string
  readonly triggerReason: string | null
  readonly seqNo: number | null
  readonly at: Date
  readonly receivedAt: Date
  readonly offline: boolean
  /** JSON, in the version's words, without the meter values, which are kept as such. */
  readonly payload: string
}

export const putTransaction = (writes: Writes, of: Transaction): void => writes.put('transaction', transactionRow(of))

export function keepEvent(writes: Writes, of: Transaction, event: KeptEvent): void {
  writes.append('transaction_event', {
    transaction_id: of.id,
    type: event.type,
    trigger_reason: event.triggerReason,
    seq_no: numberOnWire(event.seqNo),
    at: event.at,
    received_at: event.receivedAt,
    offline: event.offline,
    payload: keptJson(event.payload),
  })
}

export function tellOf(writes: Writes, kind: Extract<EventKind, `transaction.${string}`>, of: Transaction): void {
  writes.event(kind, {
    organisationId: of.organisationId,
    stationId: of.stationId,
    subject: String(of.id),
    at: of.updatedAt,
    data: {
      transaction: of.id,
      evse: of.evseId,
      connector: of.connectorId,
      state: of.state,
      probablyOver: of.overBy,
      chargingState: of.chargingState,
      idTag: of.idToken,
      authorizationStatus: of.authorizationStatus,
      energyWh: of.energyWh,
      uncertain: of.uncertain.map(({ reason }) => reason),
      stopReason: of.stopReason,
      flags: of.flags,
    },
  })
}

/** It was open and is over: also what lived only as long as it. */
export function writeEnd(writes: Writes, of: Transaction): void {
  forgetProfilesOfTransaction(writes, of)
  tellOf(writes, 'transaction.ended', of)
}

/** Closed without the station's word; why is an event of its own. */
export function writeClose(writes: Writes, of: Transaction, reason: string, now: Date): void {
  putTransaction(writes, of)
  keepEvent(writes, of, {
    type: 'Closed',
    triggerReason: reason,
    seqNo: null,
    at: of.stoppedAt ?? now,
    receivedAt: now,
    offline: false,
    payload: JSON.stringify({ by: of.closedBy, note: of.closeNote }),
  })
  writeEnd(writes, of)
}
