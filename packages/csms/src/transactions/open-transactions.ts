/** How many transactions of one station may be open. Pure. */
import type { Transaction } from './transaction.ts'

/** One charges; a few more are left over from lost messages. */
export const mostOpenPerEvse = 4
/** Of a station with as many EVSEs as any has. */
export const mostOpen = 500

type Open = Pick<Transaction, 'id' | 'state' | 'evseId'>

/** Those that have to be over so that the newcomer has room: the oldest. They come in the order in which they began to be known. */
export function withoutRoom<T extends Open>(transactions: Iterable<T>, newcomer: Open): T[] {
  const open = [...transactions].filter((of) => of.state === 'open' && of.id !== newcomer.id)
  const beside = open.filter((of) => of.evseId === newcomer.evseId)
  const over = beside.slice(0, Math.max(0, beside.length + 1 - mostOpenPerEvse))
  const rest = open.filter((of) => !over.includes(of))
  return [...over, ...rest.slice(0, Math.max(0, rest.length + 1 - mostOpen))]
}
