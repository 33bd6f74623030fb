/** Power of weeks and months as two lines. Pure. */
import type { PowerHistory } from '../../api/types.ts'

export interface PastSeries {
  /** Seconds since the epoch. */
  readonly times: readonly number[]
  /** null: nobody was there to measure. */
  readonly meanW: readonly (number | null)[]
  readonly maxW: readonly (number | null)[]
  /** null: there is none. */
  readonly peakW: number | null
}

export function pastSeriesOf({ items }: PowerHistory): PastSeries {
  const times: number[] = []
  const meanW: (number | null)[] = []
  const maxW: (number | null)[] = []
  const add = (at: number, mean: number | null, max: number | null) => {
    times.push(at)
    meanW.push(mean)
    maxW.push(max)
  }
  const at = items.map((item) => Date.parse(item.at) / 1000)
  const stepS = at
    .slice(1)
    .reduce((least, time, i) => Math.min(least, time - (at[i] as number)), Number.POSITIVE_INFINITY)
  for (const [i, item] of items.entries()) {
    const [time, before] = [at[i] as number, at[i - 1]]
    // No line leads over a time that nobody knows of.
    if (before !== undefined && time - before > 1.5 * stepS) add(before + stepS, null, null)
    add(time, item.meanW, item.maxW)
  }
  return { times, meanW, maxW, peakW: items.length === 0 ? null : Math.max(...items.map((item) => item.maxW)) }
}
