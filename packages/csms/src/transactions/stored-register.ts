/**
 * A register as its row keeps it. It is written with every meter value, so it is short: what says nothing is left out, and of the readings
 * only the first is whole, the others are what they are later and higher than the one before. Pure.
 */
import { type EnergyRegister, newRegister, type Source, type SourceName } from './energy-register.ts'
import { noReadings } from './kept-readings.ts'

type StoredSource = Partial<Source> & {
  /** `readings` and `latest` as steps: [ms, Wh, more ms, more mWh …]. Readings finer than that are kept as they are. */
  steps?: number[]
  latestSteps?: number[]
}

type StoredRegister = Partial<Omit<EnergyRegister, 'sources'>> & { sources?: Record<string, StoredSource> }

export function storedRegister(of: EnergyRegister): string {
  const sources: Record<string, StoredSource> = {}
  for (const name in of.sources) sources[name] = storedSource(of.sources[name as SourceName] as Source)
  const { start, stop, intervals, next, before, restarts, seenPowerW, evsePowerW, isUnitless, heard } = of
  return JSON.stringify({
    start: start ?? undefined,
    stop: stop ?? undefined,
    sources,
    intervals: isEmpty(intervals) ? undefined : intervals,
    next: next ?? undefined,
    before: before ?? undefined,
    restarts: restarts.length > 0 ? restarts : undefined,
    seenPowerW: seenPowerW ?? undefined,
    evsePowerW: evsePowerW ?? undefined,
    isUnitless: isUnitless ? undefined : false,
    heard: heard ?? undefined,
  } satisfies { [K in keyof EnergyRegister]: unknown })
}

const isEmpty = (of: object): boolean => {
  for (const _ in of) return false
  return true
}

type Written = { [K in keyof Source | 'steps' | 'latestSteps']-?: unknown }

/** A member that is undefined is not written. */
function storedSource({ begin, end, zeroMs, steepest, level, readings, latest }: Source): StoredSource {
  const steps = toSteps(readings)
  const latestSteps = toSteps(latest)
  return {
    begin: begin ?? undefined,
    end: end ?? undefined,
    zeroMs: zeroMs ?? undefined,
    steepest: steepest ?? undefined,
    level,
    steps,
    readings: steps ? undefined : readings,
    latestSteps,
    latest: latestSteps ? undefined : latest,
  } satisfies Written as StoredSource
}

export function registerOf(text: string): EnergyRegister {
  const { sources = {}, ...rest } = JSON.parse(text) as StoredRegister
  const register: EnergyRegister = { ...newRegister(), ...rest }
  for (const [name, { steps, latestSteps, ...source }] of Object.entries(sources)) {
    const kept = { ...noReadings(), begin: null, end: null, zeroMs: null, ...source }
    if (steps) kept.readings = fromSteps(steps)
    if (latestSteps) kept.latest = fromSteps(latestSteps)
    register.sources[name as SourceName] = kept
  }
  return register
}

/** undefined: one of them has more than three decimals. */
function toSteps(readings: readonly number[]): number[] | undefined {
  const steps = readings.slice()
  let before = 0
  for (let i = 1; i < readings.length; i += 2) {
    const wh = readings[i] as number
    const mwh = Math.round(wh * 1000)
    if (mwh / 1000 !== wh || !Number.isSafeInteger(mwh)) return undefined
    if (i > 1) {
      steps[i - 1] = (readings[i - 1] as number) - (readings[i - 3] as number)
      steps[i] = mwh - before
    }
    before = mwh
  }
  return steps
}

function fromSteps(steps: readonly number[]): number[] {
  const readings = steps.slice()
  let mwh = Math.round((steps[1] ?? 0) * 1000)
  for (let i = 3; i < steps.length; i += 2) {
    mwh += steps[i] as number
    readings[i - 1] = (readings[i - 3] as number) + (steps[i - 1] as number)
    readings[i] = mwh / 1000
  }
  return readings
}
