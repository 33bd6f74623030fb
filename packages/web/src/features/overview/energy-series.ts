/** Energy of days or months as bars. Pure. */
import type { EnergyHistory } from '../../api/types.ts'

export interface EnergySeries {
  /** Seconds since the epoch: noon of the day, or of the first one of the month, UTC. */
  readonly times: readonly number[]
  /** null: not known. */
  readonly energyWh: readonly (number | null)[]
  readonly totalWh: number
  readonly sessions: number
  /** Of these, how many have an energy nobody knows. */
  readonly unknown: number
}

/** All from the first one with a session to today, those without a session in between with 0. */
export function energySeriesOf({ items }: EnergyHistory, by: 'day' | 'month', today: string): EnergySeries {
  const known = new Map(items.map((item) => [item.day, item]))
  const days = items[0] ? daysUpTo(items[0].day, items.at(-1)?.day ?? today, by, today) : []
  return {
    times: days.map((day) => Date.parse(`${day}T12:00:00Z`) / 1000),
    energyWh: days.map((day) => (known.has(day) ? (known.get(day)?.energyWh ?? null) : 0)),
    totalWh: items.reduce((sum, { energyWh }) => sum + (energyWh ?? 0), 0),
    sessions: items.reduce((sum, { sessions }) => sum + sessions, 0),
    unknown: items.reduce((sum, { unknown }) => sum + unknown, 0),
  }
}

function daysUpTo(first: string, last: string, by: 'day' | 'month', today: string): string[] {
  const end = last > today ? last : today
  const days: string[] = []
  for (let at = new Date(`${first}T00:00:00Z`); ; ) {
    const day = at.toISOString().slice(0, 10)
    if (day > end) return days
    days.push(day)
    at = new Date(at)
    if (by === 'day') at.setUTCDate(at.getUTCDate() + 1)
    else at.setUTCMonth(at.getUTCMonth() + 1)
  }
}
