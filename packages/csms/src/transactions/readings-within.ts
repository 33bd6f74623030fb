/** Which of a register's sources tells the energy, and which of its readings lie within the transaction. Pure. */
import type { Claim, EnergyRegister, Source, SourceName } from './energy-register.ts'
import { keptReadings } from './kept-readings.ts'
import { isSuspect, mostForCar } from './plausible.ts'
import type { UncertainReason } from './uncertain.ts'
import type { Reading } from './weighing.ts'

const minuteMs = 60_000

/** What the transaction knows besides its register. Times in ms by the station's clock. */
export interface About {
  readonly startedMs: number | null
  /** null: it runs. */
  readonly stoppedMs: number | null
  /**
   * By whose word it is over: the station's, an operator's, or a rule of ours, which only assumes it: what is read later still counts.
   * null: it runs.
   */
  readonly endedBy: 'station' | 'operator' | 'rule' | null
}

export interface Main {
  readonly start: Reading | null
  readonly stop: Reading | null
  /** Within the transaction, by time. */
  readonly readings: readonly number[]
  /** From after its end. */
  readonly after: readonly number[]
  readonly isClockSound: boolean
  readonly hasReadings: boolean
  readonly doubt: UncertainReason | null
  readonly heardMs: number
}

export function mainOf(of: EnergyRegister, about: About): Main {
  const { sources, evsePowerW } = of
  const endMs = about.endedBy === 'rule' ? (of.next?.[0] ?? null) : about.stoppedMs
  const [name, source] = sampledSource(of)
  const isPhases = name !== 'outlet' && name !== 'beside'
  const starts = known([of.start, sources.outlet?.begin, isPhases ? source?.begin : null])
  const stops = known([of.stop, sources.outlet?.end, isPhases ? source?.end : null])
  const heardMs = Math.max(of.heard === null ? 0 : of.heard[1] - of.heard[0], lastedBy(about))
  let [start, stop] = likeliestEnds(starts, stops, heardMs, evsePowerW)
  if (start === null && source !== null && isZeroFirst(source)) start = [source.zeroMs as number, 0]
  if (stop === null && start === null && source?.zeroMs != null && source.readings.length === 0)
    start = [source.zeroMs, 0]
  const within = split(readingsOf(source, sources.after), start, stop, endMs)
  const readings = inSameUnit(within.readings, start, evsePowerW)
  const spanMs = spanOf(readings, start, stop)
  return {
    start,
    stop,
    readings,
    after: within.after,
    isClockSound:
      within.isClockSound &&
      !standsStill(readings) &&
      !(heardMs > spanMs + minuteMs && standsStill([...(start ?? []), ...readings, ...(stop ?? [])])) &&
      heardMs <= 2 * spanMs + 10 * minuteMs,
    hasReadings: readings.length > 0 || source?.zeroMs != null,
    doubt: name === 'beside' ? 'not-its-own-readings' : isPhases && hasMorePhases(of) ? 'phases-missing' : null,
    heardMs,
  }
}

/** By what the transaction's times were corrected to. */
const lastedBy = ({ startedMs, stoppedMs }: About): number =>
  startedMs === null || stoppedMs === null ? 0 : stoppedMs - startedMs

/** The first one that has samples: the outlet's for all phases, the one of most phases, what came beside. */
function sampledSource({ sources }: EnergyRegister): [SourceName, Source | null] {
  const isSampled = (source: Source | undefined) =>
    source !== undefined && (source.readings.length > 0 || source.zeroMs !== null)
  if (isSampled(sources.outlet)) return ['outlet', sources.outlet as Source]
  for (const name of phaseNames) {
    const source = sources[name]
    if (source && (isSampled(source) || source.begin || source.end)) return [name, source]
  }
  if (isSampled(sources.beside) && sources.outlet?.end == null) return ['beside', sources.beside as Source]
  return ['outlet', sources.outlet ?? null]
}

export const phaseNames = ['L1+L2', 'L1+L3', 'L2+L3', 'L1', 'L2', 'L3'] as const

const hasMorePhases = ({ sources }: EnergyRegister): boolean =>
  phaseNames.filter((name) => sources[name] !== undefined).length > 1

const known = (claims: readonly (Reading | Claim | null | undefined)[]): Reading[] =>
  claims.flatMap((claim) => (claim == null ? [] : [[claim[0], claim[1]] as Reading]))

/** A station may tell its ends twice, by members of 1.6 and by context: the first pair that can be, in that order. */
function likeliestEnds(
  starts: readonly Reading[],
  stops: readonly Reading[],
  heardMs: number,
  evsePowerW: number | null,
): [Reading | null, Reading | null] {
  if (starts.length > 1 || stops.length > 1) {
    for (const stop of stops) {
      for (const start of starts) {
        const wh = stop[1] - start[1]
        if (wh >= 0 && wh <= mostForCar(Math.max(stop[0] - start[0], heardMs), evsePowerW)) return [start, stop]
      }
    }
  }
  return [
    starts.find(([, wh]) => !isSuspect(wh)) ?? starts[0] ?? null,
    stops.find(([, wh]) => !isSuspect(wh)) ?? stops[0] ?? null,
  ]
}

const isZeroFirst = ({ zeroMs, readings }: Source): boolean =>
  zeroMs !== null && readings[0] !== undefined && zeroMs < readings[0]

function readingsOf(source: Source | null, after: Source | undefined): number[] {
  const own = source === null ? [] : withSteepest(keptReadings(source), source.steepest)
  return after === undefined ? own : byTime([...own, ...keptReadings(after)])
}

function withSteepest(kept: number[], steepest: Source['steepest']): number[] {
  for (let at = 0; steepest && at < 4; at += 2) {
    const [ms, wh] = [steepest[at] as number, steepest[at + 1] as number]
    let i = 0
    while (i < kept.length && ((kept[i] as number) < ms || (kept[i] === ms && (kept[i + 1] as number) < wh))) i += 2
    if (kept[i] !== ms || kept[i + 1] !== wh) kept.splice(i, 0, ms, wh)
  }
  return kept
}

interface Split {
  readonly readings: number[]
  readonly after: number[]
  readonly isClockSound: boolean
}

/** Whose readings they are, by time; where the register says otherwise, the clock was set. */
function split(all: readonly number[], start: Reading | null, stop: Reading | null, stoppedMs: number | null): Split {
  const endMs = Math.max(stoppedMs ?? -Infinity, stop?.[0] ?? -Infinity)
  const readings: number[] = []
  const after: number[] = []
  let isClockSound = start === null || stop === null || stop[0] >= start[0]
  for (let i = 0; i < all.length; i += 2) {
    const [ms, wh] = [all[i] as number, all[i + 1] as number]
    if (endMs !== -Infinity && ms > endMs) {
      if (start !== null && stop !== null && wh > start[1] && wh < stop[1] - 1) isClockSound = false
      after.push(ms, wh)
    } else if (start !== null && ms < start[0]) {
      // Older than the start, it belongs to somebody else, unless its value is of after the start: then the clock was set back.
      if (isSuspect(start[1]) || wh < start[1]) continue
      isClockSound = false
      readings.push(start[0], wh)
    } else readings.push(ms, wh)
  }
  return { readings: isClockSound ? readings : byTime(readings), after, isClockSound }
}

function byTime(readings: readonly number[]): number[] {
  const pairs: Reading[] = []
  for (let i = 0; i < readings.length; i += 2) pairs.push([readings[i] as number, readings[i + 1] as number])
  return pairs.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).flat()
}

function spanOf(readings: readonly number[], start: Reading | null, stop: Reading | null): number {
  const times = [start?.[0], stop?.[0], readings[0], readings.at(-2)].filter((ms) => ms !== undefined)
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
}

const stillWh = 1000

/** Two readings of one moment that lie apart: a clock that stood still. */
function standsStill(readings: readonly number[]): boolean {
  for (let i = 2; i < readings.length; i += 2) {
    const rise = (readings[i + 1] as number) - (readings[i - 1] as number)
    if (readings[i] === readings[i - 2] && rise > stillWh && rise < mostForCar(24 * 60 * minuteMs, null)) return true
  }
  return false
}

/** Samples in kWh that do not say so, beside a start in Wh: proven when all of them go on from it. */
function inSameUnit(readings: readonly number[], start: Reading | null, evsePowerW: number | null): readonly number[] {
  if (start === null || readings.length < 4 || start[1] < 10_000 || (readings[1] as number) > start[1] / 500)
    return readings
  const inWh = readings.map((value, i) => (i % 2 === 1 ? value * 1000 : value))
  for (let i = 0; i < inWh.length; i += 2) {
    const rise = (inWh[i + 1] as number) - start[1]
    if (rise < -1000 || rise > mostForCar((inWh[i] as number) - start[0], evsePowerW)) return readings
  }
  return inWh
}
