/**
 * What is kept of a transaction's meter to know its energy, Wh: the station's own ends, and a bounded number of readings per register
 * that took part. Readings may come twice and in any order, by the station's time; what is kept depends on the set of them alone. The
 * energy is reckoned anew from it whenever it is asked for. Pure.
 */
import { addInterval, type IntervalSum, newIntervalSum } from './interval-sum.ts'
import { type KeptReadings, keepReading, noReadings } from './kept-readings.ts'
import { isReading } from './plausible.ts'
import { noteStep, type Steepest } from './steepest-step.ts'
import type { Before } from './zero-start.ts'

/** [ms, Wh, rank]: of two claims the one of lower rank holds. */
export type Claim = [ms: number, wh: number, rank: number]

/** By the station's context, or by being the first or last of the message that began or ended the transaction. */
export const rankOf = { context: 0, place: 1 } as const

export interface Source extends KeptReadings {
  begin: Claim | null
  end: Claim | null
  /** When zero was first read: among other readings it says nothing, before them it may be the start of a session's register. */
  zeroMs: number | null
  steepest?: Steepest | null
}

/** A boot of the station, and the readings next to it, [ms, Wh]. */
export interface Restart {
  readonly ms: number
  before: [number, number] | null
  after: [number, number] | null
}

/**
 * `outlet`: where the vehicle is, for all phases. `L1`, `L1+L2` …: of these phases only. `elsewhere`: at the inlet or the grid. `net`: less
 * what was given back. `beside`: not sent as this transaction's. `after`: from after the end that was known when they came, so that what
 * is kept of the time before stays as it was.
 */
export type SourceName = 'outlet' | `L${string}` | 'elsewhere' | 'net' | 'export' | 'beside' | 'after'

export interface EnergyRegister {
  /** 1.6's meterStart and meterStop, [ms, Wh]. */
  start: [number, number] | null
  stop: [number, number] | null
  sources: Partial<Record<SourceName, Source>>
  intervals: Partial<Record<'sampled' | 'aligned', IntervalSum>>
  /** The register the next transaction there began with. */
  next: [number, number] | null
  /** The register the one before it there ended with; null: not known, or not asked, as it matters to a start of zero alone. */
  before: Before | null
  restarts: Restart[]
  /** The most power metered, W. */
  seenPowerW: number | null
  /** The most its EVSE delivers, W; null: not known. */
  evsePowerW: number | null
  /** Did none of its readings name a unit? */
  isUnitless: boolean
  /** By our clock, ms: the first and the last word of it. */
  heard: [number, number] | null
}

export const newRegister = (): EnergyRegister => ({
  start: null,
  stop: null,
  sources: {},
  intervals: {},
  next: null,
  before: null,
  restarts: [],
  seenPowerW: null,
  evsePowerW: null,
  isUnitless: true,
  heard: null,
})

/** The reading the transaction began with, by 1.6's own member. The first word holds. */
export function setStart(of: EnergyRegister, atMs: number, wh: number): void {
  if (isReading(wh)) of.start ??= [atMs, wh]
}

/** The reading the transaction ended with. The last word holds. */
export function setFinal(of: EnergyRegister, atMs: number, wh: number): void {
  if (isReading(wh)) of.stop = [atMs, wh]
}

/** The earliest holds: what began after that says nothing about this one. */
export function setNext(of: EnergyRegister, atMs: number, wh: number): void {
  if (isReading(wh) && (of.next === null || atMs < of.next[0])) of.next = [atMs, wh]
}

/** `phases` as bits 1, 2, 4 of those added up; 0: all there are. */
export const sourceOf = (phases: number): SourceName =>
  phases === 0 || phases === 7
    ? 'outlet'
    : (['L1', 'L2', 'L3'].filter((_, i) => phases & (1 << i)).join('+') as SourceName)

export function addReading(of: EnergyRegister, atMs: number, wh: number, phases = 0): void {
  addTo(of, sourceOf(phases), atMs, wh)
}

export function addTo(of: EnergyRegister, name: SourceName, atMs: number, wh: number): void {
  // A net meter counts backwards, too.
  if (!isReading(name === 'net' ? Math.abs(wh) : wh)) return
  const source = sourceIn(of, name)
  if (wh === 0 && name !== 'net') source.zeroMs = source.zeroMs === null ? atMs : Math.min(source.zeroMs, atMs)
  else {
    noteStep(source, atMs, wh)
    keepReading(source, atMs, wh)
    if (of.restarts.length > 0 && name === 'outlet') noteBeside(of.restarts, atMs, wh)
  }
}

const mostRestarts = 4

/** The station booted while it ran. One that boots again before anything is read has booted once. */
export function noteRestart(of: EnergyRegister, atMs: number): void {
  if (of.restarts.length === mostRestarts || of.restarts.at(-1)?.after === null) return
  const latest = of.sources.outlet?.latest ?? []
  const [lastMs, lastWh] = latest.slice(-2)
  // Whatever the station's clock says, what was heard until now is of before.
  if (lastMs === undefined || lastWh === undefined) of.restarts.push({ ms: atMs, before: null, after: null })
  else of.restarts.push({ ms: Math.max(atMs, lastMs + 1), before: [lastMs, lastWh], after: null })
}

/** The last reading before it, and the first one after. */
function noteBeside(restarts: readonly Restart[], ms: number, wh: number): void {
  for (const restart of restarts) {
    if (ms < restart.ms) {
      if (restart.before === null || ms >= restart.before[0]) restart.before = [ms, wh]
    } else if (restart.after === null || ms < restart.after[0]) restart.after = [ms, wh]
  }
}

export function claimBegin(of: EnergyRegister, name: SourceName, claim: Claim): void {
  if (!isReading(name === 'net' ? Math.abs(claim[1]) : claim[1])) return
  const source = sourceIn(of, name)
  if (source.begin === null || isBetterBegin(claim, source.begin)) source.begin = claim
}

export function claimEnd(of: EnergyRegister, name: SourceName, claim: Claim): void {
  if (!isReading(name === 'net' ? Math.abs(claim[1]) : claim[1])) return
  const source = sourceIn(of, name)
  if (source.end === null || isBetterEnd(claim, source.end)) source.end = claim
}

/** The earliest, and of two at a time the higher: the other may be a meter not awake yet. */
const isBetterBegin = (a: Claim, b: Claim): boolean =>
  a[2] !== b[2] ? a[2] < b[2] : a[0] !== b[0] ? a[0] < b[0] : a[1] > b[1]
const isBetterEnd = (a: Claim, b: Claim): boolean =>
  a[2] !== b[2] ? a[2] < b[2] : a[0] !== b[0] ? a[0] > b[0] : a[1] > b[1]

export function addToIntervals(of: EnergyRegister, isAligned: boolean, atMs: number, wh: number): void {
  if (!isReading(wh)) return
  const name = isAligned ? 'aligned' : 'sampled'
  const sum = of.intervals[name] ?? newIntervalSum()
  of.intervals[name] = sum
  addInterval(sum, atMs, wh)
}

export function noteHeard(of: EnergyRegister, ms: number): void {
  if (of.heard === null) of.heard = [ms, ms]
  else if (ms > of.heard[1]) of.heard[1] = ms
  else if (ms < of.heard[0]) of.heard[0] = ms
}

function sourceIn(of: EnergyRegister, name: SourceName): Source {
  const source = of.sources[name] ?? { begin: null, end: null, zeroMs: null, ...noReadings() }
  of.sources[name] = source
  return source
}
