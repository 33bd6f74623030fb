/** Power of the last day as a line, up to this moment. Pure. */
import type { Overview } from '../../api/types.ts'

export interface DaySeries {
  /** Seconds since the epoch. */
  readonly times: readonly number[]
  readonly powerW: readonly number[]
  readonly peakW: number
}

export function daySeriesOf({ series, at, powerW }: Pick<Overview, 'series' | 'at' | 'powerW'>): DaySeries {
  const points = [...series, { at, powerW }]
  return {
    times: points.map((point) => Date.parse(point.at) / 1000),
    powerW: points.map((point) => point.powerW),
    peakW: points.reduce((peak, point) => Math.max(peak, point.powerW), 0),
  }
}

const hourS = 3600

/** How many whole hours hold what is known, 1 to 24. Times in seconds. */
export function shownHours(firstS: number, nowS: number): number {
  return Math.min(24, Math.max(1, Math.ceil((nowS - firstS) / hourS)))
}
