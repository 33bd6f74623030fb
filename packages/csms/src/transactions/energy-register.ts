/**
 * Energy of one transaction from readings of its import register, in Wh. Readings may come twice and in any order; they are put in
 * order of the station's time, and the energy is what the register gained between each and the next. Where a register may only rise
 * (OCPP 2.0.1 part 2, J02.FR.16), a fall has a reason, and the reason decides what the fall is worth:
 *
 * - one odd reading between two that agree is a misreading, and is left out; so is a zero, which meters send while they restart;
 * - a fall by less than 1 Wh is rounding: 1.6 has whole Wh in meterStart and meterStop, and decimals in between;
 * - from just below the register's end to just above zero it rolled over, and nothing is lost;
 * - else it was reset, and what it shows it has counted since; when it shows more than could have been, the meter was replaced.
 */
export interface EnergyRegister {
  /** The latest readings by time, [ms, Wh, ms, Wh …]. */
  readings: number[]
  /** What was gained before the first of `readings`. */
  foldedWh: number
  /** The earliest reading, [ms, Wh]; it is also in `readings` until it is folded. */
  first: [number, number] | null
  /** Where energy counts from: the earliest reading, unless that was the zero of a meter not awake yet. */
  startWh: number | null
  /** The station said which reading is the start; what is older belongs to somebody else. */
  startGiven: boolean
  /** The reading the station ended with, [ms, Wh]. */
  final: [number, number] | null
  /** Which phases the readings add up, as bits 1, 2, 4; 0: all there are. null: no reading yet. */
  phases: number | null
  resets: number
  rollovers: number
}

/** How many readings wait for one that comes late; older ones are summed up. */
const keptReadings = 8
/** More than nearly any charging station of today delivers through one connector. */
const mostPowerW = 400_000
const slackWh = 1000
/** A charge may well have brought this much; a new meter shows it after weeks. */
const mostOfOneChargeWh = 200_000
/** More than this, and than the time allows, no vehicle takes, however wrong the clock: the meter was replaced, or did not answer. */
const mostOfAnyChargeWh = 2_000_000
const roundingWh = 1
const allPhases = 7
/** Where registers end: decimal counters of 1 to 9999 MWh, and 31 or 32 bits of Wh. */
const registerEndsWh = [1e6, 1e7, 1e8, 1e9, 2 ** 31, 2 ** 32, 1e10]

export const newRegister = (): EnergyRegister => ({
  readings: [],
  foldedWh: 0,
  first: null,
  startWh: null,
  startGiven: false,
  final: null,
  phases: null,
  resets: 0,
  rollovers: 0,
})

export function addReading(of: EnergyRegister, atMs: number, wh: number, phases = 0): void {
  if (isSameQuantity(of, atMs, wh, phases === allPhases ? 0 : phases)) insert(of, atMs, wh)
}

/** The reading the transaction began with, by the station's own word. The first word holds. */
export function setStart(of: EnergyRegister, atMs: number, wh: number, phases = 0): void {
  if (!of.startGiven && of.first && of.first[0] < atMs) forgetBefore(of, atMs)
  addReading(of, atMs, wh, phases)
  of.startGiven = true
}

/** The reading the transaction ended with, by the station's own word. The last word holds. */
export function setFinal(of: EnergyRegister, atMs: number, wh: number): void {
  of.final = [atMs, wh]
}

export interface RegisterResult {
  readonly energyWh: number
  readonly resets: number
  readonly rollovers: number
}

export function resultOf(of: EnergyRegister): RegisterResult {
  const { readings, final } = of
  const sum = { wh: of.foldedWh, resets: of.resets, rollovers: of.rollovers, startWh: of.startWh ?? 0 }
  const last = readings.length === 0 ? -1 : sumUp(readings, sum)
  if (final === null || last < 0) return result(sum)
  const [finalMs, finalWh] = final
  const lastMs = readings[last] as number
  const lastWh = readings[last + 1] as number
  const isNonsense = finalWh - sum.startWh > mostOfAnyChargeWh + deliverableWh(finalMs - (of.first?.[0] ?? finalMs))
  if (isNonsense && sum.startWh > 0) return result({ ...sum, resets: sum.resets + 1 })
  if (finalWh === 0 && lastWh > 0) return result({ ...sum, resets: sum.resets + 1 })
  // What station and driver both can read and subtract is what counts, whatever was sampled in between.
  if (sum.resets + sum.rollovers === 0 && finalWh >= sum.startWh) {
    const mostWh = mostOfOneChargeWh + deliverableWh(finalMs - (of.first?.[0] ?? finalMs))
    sum.wh = sum.startWh === 0 && finalWh > mostWh ? 0 : finalWh - sum.startWh
  } else if (lastWh - finalWh > roundingWh || finalWh > lastWh) {
    gain(lastMs, lastWh, Math.max(finalMs, lastMs), finalWh, sum)
  }
  return result(sum)
}

/** The last reading by the station's clock. */
export const lastReadingWh = (of: EnergyRegister): number | null => of.readings.at(-1) ?? null

interface Sum {
  wh: number
  resets: number
  rollovers: number
  startWh: number
}

const result = (sum: Sum): RegisterResult => ({
  energyWh: Math.max(0, Math.round(sum.wh * 1000) / 1000),
  resets: sum.resets,
  rollovers: sum.rollovers,
})

/** Adds what the readings gained; returns the index of the last one that counted. */
function sumUp(readings: readonly number[], sum: Sum): number {
  let a = 0
  for (let b = 2; b < readings.length; b += 2) {
    if (isLeftOut(readings, a, b)) continue
    gain(readings[a] as number, readings[a + 1] as number, readings[b] as number, readings[b + 1] as number, sum)
    a = b
  }
  return a
}

function isLeftOut(readings: readonly number[], a: number, b: number): boolean {
  const aWh = readings[a + 1] as number
  const bWh = readings[b + 1] as number
  if (bWh < aWh && (bWh === 0 || aWh - bWh <= roundingWh)) return true
  const nextWh = readings[b + 3]
  return nextWh !== undefined && aWh <= nextWh && (bWh < aWh || bWh > nextWh)
}

function gain(aMs: number, aWh: number, bMs: number, bWh: number, sum: Sum): void {
  const deliverable = deliverableWh(bMs - aMs)
  if (bWh >= aWh) {
    if (aWh > 0 && bWh - aWh > mostOfAnyChargeWh + deliverable) sum.resets++
    else if (aWh === 0 && sum.wh === 0 && bWh > mostOfOneChargeWh + deliverable) sum.startWh = bWh
    else sum.wh += bWh - aWh
    return
  }
  const endWh = registerEndsWh.find((end) => end > aWh)
  if (endWh !== undefined && aWh >= 0.9 * endWh && endWh - aWh + bWh <= deliverable) {
    sum.rollovers++
    sum.wh += endWh - aWh + bWh
    return
  }
  sum.resets++
  if (bWh < aWh / 2 && bWh <= deliverable) sum.wh += bWh
}

const deliverableWh = (ms: number): number => slackWh + (mostPowerW * Math.max(0, ms)) / 3_600_000

function insert(of: EnergyRegister, atMs: number, wh: number): void {
  const { readings, first } = of
  let ms = atMs
  if (first && of.startGiven && ms <= first[0]) {
    // By the clock it is older than the start; by its value it may be ours, when the station's clock was set back in between.
    if (wh < first[1]) return
    ms = first[0]
  }
  let at = readings.length
  while (at > 0) {
    const beforeMs = readings[at - 2] as number
    const beforeWh = readings[at - 1] as number
    if (beforeMs === ms && beforeWh === wh) return
    if (beforeMs < ms || (beforeMs === ms && beforeWh < wh)) break
    at -= 2
  }
  if (at === 0) {
    if (first && isFolded(of)) {
      insertBeforeFolded(of, first, ms, wh)
      return
    }
    of.first = [ms, wh]
    of.startWh = wh
  }
  if (at === readings.length) readings.push(ms, wh)
  else readings.splice(at, 0, ms, wh)
  if (readings.length > 2 * keptReadings) fold(of)
}

const isFolded = ({ first, readings }: EnergyRegister): boolean =>
  first !== null && (first[0] !== readings[0] || first[1] !== readings[1])

/** Among what is summed up it changes nothing; before all of it, it is a new beginning. */
function insertBeforeFolded(of: EnergyRegister, first: [number, number], ms: number, wh: number): void {
  if (ms > first[0] || (ms === first[0] && wh >= first[1])) return
  const sum = { wh: 0, resets: of.resets, rollovers: of.rollovers, startWh: wh }
  gain(ms, wh, first[0], first[1], sum)
  of.foldedWh += sum.wh
  of.resets = sum.resets
  of.rollovers = sum.rollovers
  of.startWh = sum.startWh
  of.first = [ms, wh]
}

function fold(of: EnergyRegister): void {
  const { readings } = of
  if (isLeftOut(readings, 0, 2)) {
    readings.splice(2, 2)
    return
  }
  const sum = { wh: of.foldedWh, resets: of.resets, rollovers: of.rollovers, startWh: of.startWh ?? 0 }
  gain(readings[0] as number, readings[1] as number, readings[2] as number, readings[3] as number, sum)
  of.foldedWh = sum.wh
  of.resets = sum.resets
  of.rollovers = sum.rollovers
  of.startWh = sum.startWh
  readings.splice(0, 2)
}

function forgetBefore(of: EnergyRegister, ms: number): void {
  while (of.readings.length > 0 && (of.readings[0] as number) < ms) of.readings.splice(0, 2)
  const [firstMs, firstWh] = of.readings
  of.first = firstMs === undefined || firstWh === undefined ? null : [firstMs, firstWh]
  of.startWh = firstWh ?? null
  of.foldedWh = 0
  of.resets = 0
  of.rollovers = 0
}

/**
 * A meter that reports phase by phase is read as their sum, and a frame that holds only some of them is no reading of that sum. Two
 * quantities are told apart by their jump: when the new one goes on where the old one is, they are the same.
 */
function isSameQuantity(of: EnergyRegister, atMs: number, wh: number, phases: number): boolean {
  const before = of.phases
  if (before === phases) return true
  const lastMs = of.readings.at(-2)
  const lastWh = of.readings.at(-1)
  if (before === null || lastMs === undefined || lastWh === undefined) {
    of.phases = phases
    return true
  }
  const goesOn = wh >= lastWh && wh - lastWh <= deliverableWh(atMs - lastMs)
  const isFuller = phases === 0 || (before !== 0 && (before & phases) === before)
  if (goesOn && isFuller) of.phases = phases
  if (goesOn || !isFuller) return goesOn
  rebase(of, atMs, wh, phases)
  return false
}

/** The fuller quantity counts from here on; what the lesser one gained stays. */
function rebase(of: EnergyRegister, atMs: number, wh: number, phases: number): void {
  const { energyWh, resets, rollovers } = resultOf(of)
  of.foldedWh = energyWh
  of.resets = resets
  of.rollovers = rollovers
  of.readings = [atMs, wh]
  of.phases = phases
}
