/**
 * What a transaction's register amounts to: which of its sources tells the energy, which readings lie within the transaction, and what an
 * operator should know about it. Pure.
 */
import type { Claim, EnergyRegister, Source, SourceName } from './energy-register.ts'
import { isIncomplete } from './interval-sum.ts'
import { keptReadings } from './kept-readings.ts'
import { energyOf, isSuspect, mostDelivered, mostForCar, negligible } from './plausible.ts'
import { type Evidence, type Reading, reckon } from './reckon-energy.ts'
import type { Uncertain, UncertainReason } from './uncertain.ts'
import { fastest } from './unlikely-step.ts'
import { startFrom } from './zero-start.ts'

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

export interface EnergyResult {
  /** null: not known, and `uncertain` says why. */
  readonly energyWh: number | null
  /** null: no register of exported energy. */
  readonly exportedWh: number | null
  readonly uncertain: Uncertain[]
  readonly resets: number
  readonly rollovers: number
  readonly startWh: number | null
  readonly lastWh: number | null
  readonly stopWh: number | null
}

const knownNothing: About = { startedMs: null, stoppedMs: null, endedBy: null }
const minuteMs = 60_000

export function resultOf(of: EnergyRegister, about: About = knownNothing): EnergyResult {
  const exported = exportedOf(of, about)
  const main = mainOf(of, about)
  const result = main.start === null && main.stop === null && !main.hasReadings ? null : byRegister(of, main, about)
  // A start alone does not say what was charged; another kind of meter may.
  const isTold = result !== null && (main.hasReadings || main.stop !== null)
  const instead = isTold ? null : byOtherMeter(of, about)
  const taken = instead ?? result ?? nothing
  const all = exported?.uncertain ? [...taken.uncertain, exported.uncertain] : taken.uncertain
  return { ...taken, exportedWh: taken.exportedWh ?? exported?.wh ?? null, uncertain: all }
}

const nothing: EnergyResult = {
  energyWh: null,
  exportedWh: null,
  uncertain: [{ reason: 'no-reading', takenWh: null, otherWh: null }],
  resets: 0,
  rollovers: 0,
  startWh: null,
  lastWh: null,
  stopWh: null,
}

interface Main {
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

function mainOf(of: EnergyRegister, about: About): Main {
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

const phaseNames = ['L1+L2', 'L1+L3', 'L2+L3', 'L1', 'L2', 'L3'] as const

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

function byRegister(of: EnergyRegister, main: Main, about: About): EnergyResult {
  const { stop, readings } = main
  const firstWh = leastOf([readings[1], stop?.[1]])
  const counted = main.start && startFrom(main.start, firstWh, stop?.[1] ?? readings.at(-1) ?? null, of.before)
  const start = counted?.from ?? null
  const evidence: Evidence = {
    start,
    stop,
    readings,
    isClockSound: main.isClockSound,
    heardMs: main.heardMs,
    evsePowerW: of.evsePowerW,
    seenPowerW: of.seenPowerW,
  }
  const reckoned = reckon(evidence)
  const uncertain: Uncertain[] = [...reckoned.doubts]
  let energyWh = reckoned.wh
  const doubt = (reason: UncertainReason, otherWh: number | null = null) =>
    uncertain.push({ reason, takenWh: energyWh, otherWh })
  if (counted?.isDoubtful && !uncertain.some(({ reason }) => reason === 'start-doubtful')) {
    const [toldWh, fromWh] = [main.start?.[1] ?? 0, start?.[1] ?? 0]
    const fromFirstWh = energyWh === null || readings.length === 0 ? null : energyWh - (firstWh ?? 0)
    doubt('start-doubtful', fromWh === toldWh || energyWh === null ? fromFirstWh : energyWh + fromWh - toldWh)
  }
  if (uncertain.length === 0) {
    const rise = acrossRestart(of, start, stop, energyWh)
    if (rise !== null) doubt('restarted', Math.max(0, (energyWh ?? 0) - rise))
    const lessWh = nextLower(of, { ...main, start }, energyWh)
    if (lessWh !== null) doubt('next-start-lower', lessWh)
  }
  const endedWith = stop !== null && stop[1] !== of.stop?.[1] ? stop[1] : null
  const lastWh = endedWith ?? readings.at(-1) ?? start?.[1] ?? null
  const isOver = about.stoppedMs !== null
  if (isOver && stop === null) {
    const proven = provenLater(of, { ...main, start }, energyWh)
    if (proven?.isTaken) energyWh = proven.wh
    else if (readings.length === 0) energyWh = null
    if (proven)
      uncertain.push({ reason: 'next-start-higher', takenWh: energyWh, otherWh: proven.isTaken ? null : proven.wh })
    else if (about.endedBy !== 'station' || isEndUntold({ ...main, start }, about, energyWh)) doubt('no-end-reading')
  }
  const firstMs = start?.[0] ?? readings[0] ?? null
  if (start === null && about.startedMs !== null) {
    const untoldMs = firstMs === null ? Infinity : firstMs - about.startedMs
    if (untoldMs > 2 * minuteMs || isWorthTelling(energyOf(fastest(readings, 1), untoldMs), energyWh))
      doubt('no-start-reading')
  } else if (energyWh === null && start === null && uncertain.length === 0) doubt('no-start-reading')
  const byPhasesWh = start === null ? phasesBefore(of, firstMs) : 0
  if (byPhasesWh > 0 && energyWh !== null) {
    energyWh += byPhasesWh
    doubt('phases-missing')
  }
  const grown = grownAfter({ ...main, start }, about, energyWh)
  if (grown !== null) {
    const before = energyWh
    if (grown.isTaken) energyWh = grown.wh
    uncertain.push({ reason: 'grew-after-end', takenWh: energyWh, otherWh: grown.isTaken ? before : grown.wh })
  }
  if (main.doubt !== null && stopsNotAt(main)) doubt(main.doubt)
  const unit = inKwh(of, main, energyWh, about)
  if (unit !== null) doubt('unit-doubtful', unit)
  if (energyWh === null && uncertain.length === 0) doubt('no-reading')
  return {
    energyWh,
    exportedWh: null,
    uncertain,
    resets: reckoned.resets,
    rollovers: reckoned.rollovers,
    startWh: main.start?.[1] ?? reckoned.fromWh,
    lastWh,
    stopWh: stop?.[1] ?? null,
  }
}

const isWorthTelling = (wh: number, ofWh: number | null): boolean => wh > tolerance(ofWh ?? 0)

/** Did more than a little flow after the last reading, or is that reading one that nothing confirms? */
function isEndUntold({ start, readings }: Main, { stoppedMs }: About, energyWh: number | null): boolean {
  const all = start === null ? readings : [...start, ...readings]
  const [lastMs] = all.slice(-2)
  if (lastMs === undefined || stoppedMs === null || readings.length < 6) return true
  const untoldMs = stoppedMs - lastMs
  if ((all.at(-1) as number) - (all.at(-3) as number) > negligible(energyWh ?? 0)) return true
  return untoldMs > minuteMs || isWorthTelling(energyOf(fastest(all.slice(-4), 1), untoldMs), energyWh)
}

/** What single phases gained before all of them were told. */
function phasesBefore({ sources }: EnergyRegister, ms: number | null): number {
  for (const name of phaseNames) {
    const readings = sources[name]?.readings ?? []
    let last = 0
    while (ms !== null && last + 2 < readings.length && (readings[last + 2] as number) < ms) last += 2
    if (last > 0) return Math.max(0, (readings[last + 1] as number) - (readings[1] as number))
  }
  return 0
}

/** Both of the station's own ends make its samples' origin no matter. */
const stopsNotAt = ({ start, stop }: Main): boolean => start === null || stop === null

interface Later {
  readonly wh: number
  /** It is all there is, and taken as the energy. */
  readonly isTaken: boolean
}

const tolerance = (wh: number): number => Math.max(100, 0.01 * wh)

/** The register the next transaction began with, when this one's own end never came. */
function provenLater({ next }: EnergyRegister, main: Main, energyWh: number | null): Later | null {
  const { start, readings } = main
  const lastWh = readings.at(-1) ?? start?.[1]
  const lastMs = readings.at(-2) ?? start?.[0]
  const fromWh = start?.[1] ?? readings[1]
  if (next === null || lastWh === undefined || lastMs === undefined || fromWh === undefined) return null
  const rise = next[1] - lastWh
  if (rise < 0 || rise > mostDelivered(next[0] - lastMs, null)) return null
  const isTaken = readings.length === 0
  if (!isTaken && rise <= tolerance(energyWh ?? 0)) return null
  return { wh: next[1] - fromWh, isTaken }
}

/** What the register gained over a restart of the station, when that is worth a look; null: it is not. */
function acrossRestart(
  { restarts }: EnergyRegister,
  start: Reading | null,
  stop: Reading | null,
  energyWh: number | null,
): number | null {
  for (const { ms, before, after } of restarts) {
    const from = before ?? start
    const to = after ?? stop
    if (from === null || to === null || from[0] >= ms || to[0] < ms) continue
    const rise = to[1] - from[1]
    if (rise < 0 || rise > negligible(energyWh ?? 0)) return rise
  }
  return null
}

/** The next transaction there went on from where this one's samples were, and not from where it ended. Returns the energy up to there. */
function nextLower({ next }: EnergyRegister, { start, stop, readings }: Main, energyWh: number | null): number | null {
  if (next === null || start === null || stop === null || energyWh === null || isSuspect(next[1])) return null
  const isOfSession = readings.length === 0 ? start[1] < leastLifetimeWh : next[1] < (readings.at(-1) as number)
  if (isOfSession || next[1] < start[1] || stop[1] - next[1] <= negligible(energyWh)) return null
  return next[1] - start[1]
}

/** A register that begins sessions lower may begin each of them anew. */
const leastLifetimeWh = 1000

const leastOf = (values: readonly (number | undefined)[]): number | null => {
  const told = values.filter((wh) => wh !== undefined)
  return told.length === 0 ? null : Math.min(...told)
}

/** Readings that name the transaction from after its end. Where the ends are one and the same reading they are all that tells. */
function grownAfter(main: Main, { stoppedMs }: About, energyWh: number | null): Later | null {
  const { start, stop, after, readings, isClockSound } = main
  if (stoppedMs === null || after.length === 0 || !isClockSound) return null
  const fromWh = start?.[1] ?? readings[1]
  const fromMs = start?.[0] ?? readings[0]
  const endWh = stop?.[1] ?? readings.at(-1) ?? fromWh
  if (fromWh === undefined || fromMs === undefined || endWh === undefined) return null
  for (let i = 0; i < after.length; i += 2) {
    const [ms, wh] = [after[i] as number, after[i + 1] as number]
    if (wh - endWh <= tolerance(energyWh ?? 0) || wh - fromWh > mostForCar(ms - fromMs, null)) continue
    return { wh: wh - fromWh, isTaken: energyWh === null || endWh === fromWh }
  }
  return null
}

/**
 * A register without a unit is in Wh (1.6 §7.43; 2.0.1 part 2, §2.49), whatever it looks like. Looks like kWh: it has decimals, and the
 * power that was metered would have brought a thousand times as much. Returns that.
 */
function inKwh(
  of: EnergyRegister,
  main: Main,
  energyWh: number | null,
  { startedMs, stoppedMs }: About,
): number | null {
  if (!of.isUnitless || energyWh === null || energyWh < 1 || main.readings.length < 4) return null
  if (of.start !== null && of.stop !== null) return null
  if (!main.readings.some((wh, i) => i % 2 === 1 && !Number.isInteger(wh))) return null
  const lastedMs =
    (main.stop?.[0] ?? stoppedMs ?? (main.readings.at(-2) as number)) -
    (main.start?.[0] ?? startedMs ?? (main.readings[0] as number))
  const asKwh = energyWh * 1000
  if (of.seenPowerW === null) return lastedMs >= 10 * minuteMs && energyWh < energyOf(100, lastedMs) ? asKwh : null
  const most = energyOf(of.seenPowerW, lastedMs)
  return of.seenPowerW >= 1000 && asKwh <= 1.2 * most && asKwh >= 0.05 * most ? asKwh : null
}

/** Where no register of the outlet tells it: intervals, a net meter, one at the inlet. */
function byOtherMeter(of: EnergyRegister, about: About): EnergyResult | null {
  const { intervals, sources } = of
  const interval = intervals.sampled ?? intervals.aligned
  if (interval) {
    const uncertain: Uncertain[] = isIncomplete(interval)
      ? [{ reason: 'interval-gaps', takenWh: interval.wh, otherWh: null }]
      : []
    return { ...nothing, energyWh: interval.wh, uncertain }
  }
  if (sources.net) return byNet(sources.net, of.evsePowerW)
  if (sources.elsewhere) {
    const { sources: _, ...rest } = of
    const there = { ...rest, start: null, stop: null, sources: { outlet: sources.elsewhere }, intervals: {} }
    const result = byRegister(there, mainOf(there, about), about)
    return {
      ...result,
      uncertain: [...result.uncertain, { reason: 'not-at-outlet', takenWh: result.energyWh, otherWh: null }],
    }
  }
  return null
}

/** It falls while a vehicle gives: only what is left of both is known. */
function byNet({ begin, end, readings }: Source, evsePowerW: number | null): EnergyResult | null {
  const from = begin?.[1] ?? readings[1]
  const to = end?.[1] ?? readings.at(-1)
  if (from === undefined || to === undefined) return null
  const netWh = Math.round((to - from) * 1000) / 1000
  const lastedMs = (end?.[0] ?? readings.at(-2) ?? 0) - (begin?.[0] ?? readings[0] ?? 0)
  const isPlausible = Math.abs(netWh) <= mostDelivered(lastedMs, evsePowerW)
  const energyWh = isPlausible ? Math.max(0, netWh) : null
  return {
    ...nothing,
    energyWh,
    exportedWh: isPlausible ? Math.max(0, -netWh) : null,
    uncertain: [{ reason: 'net-register', takenWh: energyWh, otherWh: null }],
    startWh: from,
    lastWh: readings.at(-1) ?? null,
    stopWh: end?.[1] ?? null,
  }
}

function exportedOf(of: EnergyRegister, about: About): { wh: number | null; uncertain: Uncertain | null } | null {
  const source = of.sources.export
  if (!source) return null
  const there = { ...of, start: null, stop: null, sources: { outlet: source } }
  const main = mainOf(there, about)
  const { wh, doubts } = reckon({ ...main, evsePowerW: of.evsePowerW, seenPowerW: of.seenPowerW })
  const [doubt] = doubts
  return {
    wh,
    uncertain: doubt ? { reason: 'export-doubtful', takenWh: doubt.takenWh, otherWh: doubt.otherWh } : null,
  }
}
