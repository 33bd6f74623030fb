/** What is told of an energy after its end: by restarts, by readings that go on, by the next transaction there. Pure. */
import type { EnergyRegister } from './energy-register.ts'
import { isSuspect, mostDelivered, mostForCar, negligible, tolerance } from './plausible.ts'
import type { About, Main } from './readings-within.ts'
import type { Reading } from './weighing.ts'

interface Later {
  readonly wh: number
  /** It is all there is, and taken as the energy. */
  readonly isTaken: boolean
}

/** The register the next transaction began with, when this one's own end never came. */
export function provenLater({ next }: EnergyRegister, main: Main, energyWh: number | null): Later | null {
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
export function acrossRestart(
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
export function nextLower(
  { next }: EnergyRegister,
  { start, stop, readings }: Main,
  energyWh: number | null,
): number | null {
  if (next === null || start === null || stop === null || energyWh === null || isSuspect(next[1])) return null
  const isOfSession = readings.length === 0 ? start[1] < leastLifetimeWh : next[1] < (readings.at(-1) as number)
  if (isOfSession || next[1] < start[1] || stop[1] - next[1] <= negligible(energyWh)) return null
  return next[1] - start[1]
}

/** A register that begins sessions lower may begin each of them anew. */
const leastLifetimeWh = 1000

/** Readings that name the transaction from after its end. Where the ends are one and the same reading they are all that tells. */
export function grownAfter(main: Main, { stoppedMs }: About, energyWh: number | null): Later | null {
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
