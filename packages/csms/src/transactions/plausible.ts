/** What a register can show, and what hardware can deliver. Pure. */

/** The Megawatt Charging System ends at 3.75 MW (1250 V, 3000 A). */
const mostPowerW = 4_000_000
/** More than nearly any charging station delivers to a car. */
const carPowerW = 400_000
/** Without a time to judge by: the battery of a large car, and losses. */
export const batteryWh = 250_000
/** Clocks, rounding, and registers that are read later than they say: as much as a minute of a fast car, or of a small EVSE. */
const slackWh = 5000
const slackOfKnownWh = 1000
/** Meters and nameplates are not exact. */
const margin = 1.25

const hourMs = 3_600_000

export const energyOf = (powerW: number, ms: number): number => (powerW * Math.max(0, ms)) / hourMs

/** In Wh, by the EVSE's own power where that is known (W), else by what the largest vehicles take. */
export const mostDelivered = (ms: number, evsePowerW: number | null): number =>
  evsePowerW === null ? slackWh + energyOf(mostPowerW, ms) : slackOfKnownWh + energyOf(evsePowerW * margin, ms)

/** As much as cars take. More happens, and then something ought to confirm it. */
export const mostForCar = (ms: number, evsePowerW: number | null): number =>
  evsePowerW === null ? slackWh + energyOf(carPowerW, ms) : slackOfKnownWh + energyOf(evsePowerW * margin, ms)

/** What a bill may be off by and nobody need look: 1 % of what is true when that is less by as much, or half a kWh. */
export const negligible = (energyWh: number): number => Math.max(500, energyWh / 101)

/** Differences smaller than this are not told as such: rounding, and what flowed between a sample and its end. */
export const tolerance = (wh: number): number => Math.max(100, 0.01 * Math.abs(wh))

/** No meter of a charging station counts as far as a TWh. */
const noRegisterWh = 1e12

const scales = [-3, -2, -1, 0, 1, 2, 3]
const scaledBy = (full: readonly number[]): Set<number> =>
  new Set(full.flatMap((ones) => scales.map((scale) => Math.round(ones * 10 ** (scale + 3)) / 1000)))
/** 31 and 32 bits of ones, in any decimal unit: what a bus answers when no meter does. */
const allOnes = scaledBy([2 ** 31 - 1, 2 ** 32 - 1])
/** Fewer bits: a register may pass there. */
const fewOnes = scaledBy([2 ** 15 - 1, 2 ** 16 - 1, 2 ** 24 - 1])

/** Negative, all ones or beyond counting: it is kept as sent and not read. */
export const isReading = (wh: number | null): wh is number =>
  wh !== null && wh >= 0 && wh < noRegisterWh && !allOnes.has(wh)

/** A reading by itself, and as an end of a transaction as likely none: zero, and few bits of ones. */
export const isSuspect = (wh: number): boolean => wh === 0 || fewOnes.has(wh)

/** Where registers end: decimal counters of 1 to 9999 MWh, and 31 or 32 bits of Wh. */
const registerEndsWh = [1e6, 1e7, 1e8, 1e9, 2 ** 31, 2 ** 32, 1e10]

/** What a register gained that went over its end between two readings; null: it did not, or not in that time. */
export function rolledOver(fromWh: number, toWh: number, mostWh: number): number | null {
  const endWh = registerEndsWh.find((end) => end > fromWh)
  if (endWh === undefined || toWh >= fromWh || fromWh < 0.9 * endWh) return null
  const gained = endWh - fromWh + toWh
  return gained <= mostWh ? gained : null
}

/** The steps a register moves in, Wh: some tell whole kWh, or tenths of them. */
export function stepOf(values: readonly number[]): number {
  for (const step of [1000, 100, 10]) if (values.every((wh) => wh % step === 0)) return step
  return 1
}
