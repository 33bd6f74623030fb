import type { TransactionFilter } from '../../api/types.ts'
import type { TransactionSearch } from './transaction-filters.tsx'

/** Days of the reader's calendar become instants: from its beginning, to its end. */
export function filterOf({ from, to, state, doubt, ...rest }: TransactionSearch): TransactionFilter {
  return {
    ...rest,
    ...(state === 'probably-over' ? { probablyOver: true } : state && { state }),
    ...(doubt === 'any' ? { uncertain: true } : doubt && { uncertainReason: doubt }),
    ...(isDay(from) && { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(isDay(to) && { to: dayAfter(to).toISOString() }),
  }
}

const isDay = (day: string | undefined): day is string => day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day)

function dayAfter(day: string): Date {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + 1)
  return date
}
