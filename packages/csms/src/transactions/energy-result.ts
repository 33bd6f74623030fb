/** What a transaction's register amounts to, and what an operator should know about it. Pure. */
import type { EnergyRegister, Source } from './energy-register.ts'
import { isIncomplete } from './interval-sum.ts'
import { energyOf, mostDelivered, negligible, tolerance } from './plausible.ts'
import { type About, type Main, mainOf, phaseNames } from './readings-within.ts'
import { reckon } from './reckon-energy.ts'
import { acrossRestart, grownAfter, nextLower, provenLater } from './told-later.ts'
import type { Uncertain, UncertainReason } from './uncertain.ts'
import { fastest } from './unlikely-step.ts'
import type { Evidence } from './weighing.ts'
import { startFrom } from './zero-start.ts'

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

const leastOf = (values: readonly (number | undefined)[]): number | null => {
  const told = values.filter((wh) => wh !== undefined)
  return told.length === 0 ? null : Math.min(...told)
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
