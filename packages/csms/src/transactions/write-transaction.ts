/** What changed in a transaction, handed to the commit: its row, what is kept of the event, and word to whoever follows. */

import { keptJson } from '../db/kept-json.ts'
import type { EventKind, Row, Writes } from '../db/writes.ts'
import { forgetProfilesOfTransaction } from '../smart-charging/installed-profile.ts'
import { numberOnWire } from '../stations/number-on-wire.ts'
import { isWritten, transactionMeterRow, transactionRow } from './rows.ts'
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

/** As last handed to a commit. What could not be committed is read anew from the database, and is another object then. */
const written = new WeakMap<Transaction, Row<'transaction'>>()

/** By far the most changes are readings, and those are a narrow row of their own. */
export function putTransaction(writes: Writes, of: Transaction): void {
  writes.put('transaction_meter', transactionMeterRow(of))
  if (of.state === 'closed') putDue(writes, of)
  const last = written.get(of)
  if (last !== undefined && isWritten(of, last)) return
  const row = transactionRow(of)
  written.set(of, row)
  // The row itself is the writer's, and its words may be changed on the way to hide a secret.
  writes.put('transaction', { ...row })
}

/** What it gave, or what is thought of it now, belongs into the sums of its days. */
function putDue(writes: Writes, of: Transaction): void {
  writes.put('energy_due', {
    station_id: of.stationId,
    transaction_id: of.id,
    organisation_id: of.organisationId,
    at: of.updatedAt,
  })
}

/** Beside a message's own writes: when these are refused, nobody reads the transaction anew, so the next ones hold all of it again. */
export function putWhole(writes: Writes, of: Transaction): void {
  written.delete(of)
  putTransaction(writes, of)
  written.delete(of)
}

export function keepEvent(writes: Writes, of: Transaction, event: KeptEvent): void {
  writes.append('transaction_event', {
    organisation_id: of.organisationId,
    station_id: of.stationId,
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
  putWhole(writes, of)
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
