/**
 * A register as its row keeps it. It is written with every meter value, so it is short: what says nothing is left out, and of the readings'
 * times only the first is whole, the others are the milliseconds since the one before. Pure.
 */
import { type EnergyRegister, newRegister, type Source, type SourceName } from './energy-register.ts'
import { noReadings } from './kept-readings.ts'

type StoredSource = Partial<Source> & {
  /** `readings` and `latest`, with steps for times. */
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
    intervals,
    next: next ?? undefined,
    before: before ?? undefined,
    restarts: restarts.length > 0 ? restarts : undefined,
    seenPowerW: seenPowerW ?? undefined,
    evsePowerW: evsePowerW ?? undefined,
    isUnitless,
    heard: heard ?? undefined,
  } satisfies { [K in keyof EnergyRegister]: unknown })
}

type Written = { [K in keyof Omit<Source, 'readings' | 'latest'> | 'steps' | 'latestSteps']-?: unknown }

/** A member that is undefined is not written. */
const storedSource = ({ begin, end, zeroMs, steepest, level, readings, latest }: Source): StoredSource =>
  ({
    begin: begin ?? undefined,
    end: end ?? undefined,
    zeroMs: zeroMs ?? undefined,
    steepest: steepest ?? undefined,
    level,
    steps: toSteps(readings),
    latestSteps: toSteps(latest),
  }) satisfies Written as StoredSource

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

/** [ms, Wh, ms, Wh …], by time. */
function toSteps(readings: readonly number[]): number[] {
  const steps = readings.slice()
  for (let i = readings.length - 2; i > 0; i -= 2) steps[i] = (readings[i] as number) - (readings[i - 2] as number)
  return steps
}

function fromSteps(steps: readonly number[]): number[] {
  const readings = steps.slice()
  for (let i = 2; i < readings.length; i += 2) readings[i] = (readings[i - 2] as number) + (steps[i] as number)
  return readings
}
