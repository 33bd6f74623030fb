/** What an energy is reckoned from, and whether two readings of it can be one register's. Pure. */
import { energyOf, isSuspect, mostDelivered, mostForCar } from './plausible.ts'
import type { Run } from './register-runs.ts'
import { fastest, type Pace } from './unlikely-step.ts'

/** [ms, Wh] */
export type Reading = readonly [ms: number, wh: number]

export interface Evidence {
  /** The station's own ends; null: not told, or no reading. */
  readonly start: Reading | null
  readonly stop: Reading | null
  /** Between the ends, [ms, Wh, ms, Wh …] by time. No zeros, which say nothing between others. */
  readonly readings: readonly number[]
  /** What times are worth: false when the clock stood still or was set meanwhile. */
  readonly isClockSound: boolean
  /** By any other clock, from the first to the last word of it, ms. */
  readonly heardMs: number
  readonly evsePowerW: number | null
  /** The most power that was metered, W. */
  readonly seenPowerW: number | null
}

/** Evidence, and what was made of it so far. */
export interface Weighing {
  readonly of: Evidence
  readonly runs: readonly Run[]
  readonly roundingWh: number
  readonly mostInAllWh: number
  readonly pace: Pace
}

/** Shorter than anybody charges, it is the clock that is wrong. */
export const shortestMs = 60_000

export type Joint = 'joined' | 'jump' | 'fall'

/** Can one be read after the other of one register? */
export function jointOf([fromMs, fromWh]: Reading, [toMs, toWh]: Reading, weighed: Weighing): Joint {
  const { of, roundingWh, mostInAllWh } = weighed
  const rise = toWh - fromWh
  if (rise < -roundingWh) return 'fall'
  const isFromNothing = isSuspect(fromWh)
  const gapMs = toMs - fromMs
  if (!of.isClockSound) return rise <= mostInAllWh ? 'joined' : 'jump'
  const mostWh = mostDelivered(gapMs, of.evsePowerW)
  if (!isFromNothing && !isSuspect(toWh)) return rise <= mostWh ? 'joined' : 'jump'
  // Zero may be no reading at all: more than a car takes needs a vehicle that goes on like that.
  const fast = energyOf(3 * fastestInRuns(weighed), gapMs)
  return rise <= Math.min(mostWh, Math.max(fast, mostForCar(gapMs, of.evsePowerW))) ? 'joined' : 'jump'
}

export function fastestInRuns({ of, runs, roundingWh }: Weighing): number {
  let powerW = of.seenPowerW ?? 0
  for (const run of runs) powerW = Math.max(powerW, fastest(run.readings, roundingWh))
  return powerW
}

export const endOf = ({ readings }: Run, end: 0 | 1): Reading => {
  const at = end === 0 ? 0 : readings.length - 2
  return [readings[at] as number, readings[at + 1] as number]
}

export const round = (wh: number): number => Math.round(wh * 1000) / 1000
