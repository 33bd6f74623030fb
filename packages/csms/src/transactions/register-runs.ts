/**
 * Readings in the order of time, as runs: in each the register rises, by no more than hardware delivers meanwhile; between two of them it
 * was reset, rolled over, or is another meter. Readings that fit nowhere are left out: one odd value costs less than a run of its own.
 * Pure.
 */
import { mostForCar, rolledOver } from './plausible.ts'

export type Break = 'reset' | 'rollover' | 'replaced'

export interface Run {
  /** [ms, Wh, ms, Wh …] */
  readonly readings: readonly number[]
  /** What lies before it; null: it is the first. */
  readonly after: Break | null
  /** What the register gained across that, Wh. */
  readonly acrossWh: number
}

export interface RunBounds {
  /** What can be delivered between two readings, Wh. */
  most(gapMs: number): number
  readonly evsePowerW: number | null
  /** Whole Wh at the ends and decimals between are no fall. */
  readonly roundingWh: number
  /** The station's own ends, [ms, Wh]. */
  readonly start: readonly [number, number] | null
  readonly stop: readonly [number, number] | null
}

/** A new run has to explain more readings than this. */
const costOfRun = 1.5
/** Of two ways through the readings, the one without a step no car takes. */
const costOfUnusual = 0.75
/** An end the station itself told weighs as much as two readings. */
const worthOfEnd = 2

export function runsOf(readings: readonly number[], bounds: RunBounds): Run[] {
  if (readings.length === 0) return []
  if (isOneRun(readings, bounds)) return [{ readings, after: null, acrossWh: 0 }]
  return withoutDetours(likeliest(readings, bounds), bounds)
}

function isOneRun(readings: readonly number[], { most }: RunBounds): boolean {
  for (let i = 2; i < readings.length; i += 2) {
    const rise = (readings[i + 1] as number) - (readings[i - 1] as number)
    if (rise < 0 || rise > most((readings[i] as number) - (readings[i - 2] as number))) return false
  }
  return true
}

interface Step {
  readonly after: Break | null
  readonly acrossWh: number
  readonly cost: number
}

/** The cheapest way from first to last: each reading on it counts one, each break and each unlikely step costs. */
function likeliest(readings: readonly number[], bounds: RunBounds): Run[] {
  const count = readings.length / 2
  const worth: number[] = []
  const from: number[] = []
  const steps: (Step | null)[] = []
  for (let i = 0; i < count; i++) {
    worth[i] = 1 + (isNext(bounds.start, readings, i, bounds) ? worthOfEnd : 0)
    from[i] = -1
    steps[i] = null
    for (let j = i - 1; j >= 0; j--) {
      const step = stepBetween(readings, j, i, bounds)
      const sum = (worth[j] as number) + 1 - step.cost
      if (sum <= (worth[i] as number)) continue
      worth[i] = sum
      from[i] = j
      steps[i] = step
    }
  }
  let last = 0
  let most = 0
  for (let i = 0; i < count; i++) {
    const sum = (worth[i] as number) + (isBefore(readings, i, bounds) ? worthOfEnd : 0)
    if (sum < most) continue
    most = sum
    last = i
  }
  return unwind(readings, last, from, steps)
}

const isNext = (start: RunBounds['start'], readings: readonly number[], i: number, bounds: RunBounds): boolean =>
  start !== null && isRise(start[0], start[1], readings[2 * i] as number, readings[2 * i + 1] as number, bounds)

const isBefore = (readings: readonly number[], i: number, bounds: RunBounds): boolean =>
  bounds.stop !== null &&
  isRise(readings[2 * i] as number, readings[2 * i + 1] as number, bounds.stop[0], bounds.stop[1], bounds)

function isRise(fromMs: number, fromWh: number, toMs: number, toWh: number, bounds: RunBounds): boolean {
  const rise = toWh - fromWh
  return rise >= -bounds.roundingWh && rise <= bounds.most(toMs - fromMs)
}

function stepBetween(readings: readonly number[], j: number, i: number, bounds: RunBounds): Step {
  const gapMs = (readings[2 * i] as number) - (readings[2 * j] as number)
  const fromWh = readings[2 * j + 1] as number
  const toWh = readings[2 * i + 1] as number
  const rise = toWh - fromWh
  const forCar = mostForCar(gapMs, bounds.evsePowerW)
  if (rise >= -bounds.roundingWh) {
    const most = bounds.most(gapMs)
    if (rise <= most) return { after: null, acrossWh: 0, cost: rise > Math.min(most, forCar) ? costOfUnusual : 0 }
    return { after: 'replaced', acrossWh: 0, cost: costOfRun }
  }
  const over = rolledOver(fromWh, toWh, forCar)
  if (over !== null) return { after: 'rollover', acrossWh: over, cost: costOfRun - 1 }
  if (isReset(fromWh, toWh, forCar)) return { after: 'reset', acrossWh: toWh, cost: costOfRun }
  return { after: 'replaced', acrossWh: 0, cost: costOfRun }
}

/** A register that was reset shows what it has counted since. One that shows more is another meter. */
export const isReset = (fromWh: number, toWh: number, mostWh: number): boolean => toWh < fromWh / 2 && toWh <= mostWh

function unwind(
  readings: readonly number[],
  last: number,
  from: readonly number[],
  steps: readonly (Step | null)[],
): Run[] {
  const runs: Run[] = []
  let current: number[] = []
  for (let i = last; i >= 0; i = from[i] as number) {
    current.unshift(readings[2 * i] as number, readings[2 * i + 1] as number)
    const step = steps[i]
    if (step && step.after === null) continue
    runs.unshift({ readings: current, after: step?.after ?? null, acrossWh: step?.acrossWh ?? 0 })
    current = []
  }
  return runs
}

/** A register that goes on later where it was has never been reset: what came between was another one's. */
function withoutDetours(runs: Run[], bounds: RunBounds): Run[] {
  for (let a = 0; a < runs.length - 2; a++) {
    for (let b = runs.length - 1; b > a + 1; b--) {
      if (!goesOn(runs[a] as Run, runs[b] as Run, bounds)) continue
      const { readings, after, acrossWh } = runs[a] as Run
      const joined: Run = { readings: [...readings, ...(runs[b] as Run).readings], after, acrossWh }
      return withoutDetours([...runs.slice(0, a), joined, ...runs.slice(b + 1)], bounds)
    }
  }
  return runs
}

const goesOn = (a: Run, b: Run, bounds: RunBounds): boolean =>
  isRise(lastMsOf(a), lastWhOf(a), firstMsOf(b), firstWhOf(b), bounds)

export const firstMsOf = ({ readings }: Run): number => readings[0] as number
export const firstWhOf = ({ readings }: Run): number => readings[1] as number
export const lastMsOf = ({ readings }: Run): number => readings[readings.length - 2] as number
export const lastWhOf = ({ readings }: Run): number => readings[readings.length - 1] as number
export const sizeOf = ({ readings }: Run): number => readings.length / 2

/** What the register gained from the first reading to the last. */
export function gainedIn(runs: readonly Run[]): number {
  let wh = 0
  for (const run of runs) wh += run.acrossWh + lastWhOf(run) - firstWhOf(run)
  return wh
}
