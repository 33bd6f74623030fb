/**
 * A station's transactions in memory, by the id used on the wire. A station may use one id again, also on two EVSEs at once: then the
 * older one keeps the id as its key, and the other is found by looking.
 */
import type { Transaction } from '../transactions/transaction.ts'
import { keptClosed, type LiveStation } from './live-station.ts'

type Live = Pick<LiveStation, 'transactions' | 'hasNamesakes'>

/** Newest last; of the ended ones only the latest stay. */
export function remember(station: Live, of: Transaction): void {
  const { transactions } = station
  const key = keyFor(transactions, of)
  if (key !== of.wireId) station.hasNamesakes = true
  transactions.delete(otherKey(of.wireId, of.id))
  transactions.delete(key)
  transactions.set(key, of)
  if (transactions.size <= keptClosed) return
  let closed = 0
  for (const other of transactions.values()) if (other.state === 'closed') closed++
  for (const [wireId, other] of transactions) {
    if (closed <= keptClosed) return
    if (other.state === 'open' || other === of) continue
    transactions.delete(wireId)
    closed--
  }
}

/** What is called like another one that still runs gets a key no station can say: no text of the wire has the character zero. */
function keyFor(transactions: Live['transactions'], of: Transaction): string {
  const namesake = transactions.get(of.wireId)
  return namesake && namesake.id !== of.id && namesake.state === 'open' ? otherKey(of.wireId, of.id) : of.wireId
}

const otherKey = (wireId: string, id: number): string => `${wireId}\0${id}`

/** The one with this number of ours, which the station calls `wireId`. */
export function liveTransaction(
  { transactions }: Pick<Live, 'transactions'>,
  wireId: string,
  id: number,
): Transaction | undefined {
  const first = transactions.get(wireId)
  if (first?.id === id) return first
  return transactions.get(otherKey(wireId, id))
}

/** All that the station calls so, oldest first. */
export function liveNamesakes({ transactions }: Pick<Live, 'transactions'>, wireId: string): Transaction[] {
  const found: Transaction[] = []
  for (const of of transactions.values()) if (of.wireId === wireId) found.push(of)
  return found
}
