/**
 * The step between two readings next to each other that holds most beyond what AC delivers meanwhile. What else is kept of a long charge is
 * minutes apart, and a leap of the register looks like an hour's energy there. Pure.
 */
import { energyOf } from './plausible.ts'

/** [ms, Wh, ms, Wh] */
export type Steepest = [number, number, number, number]

const usualPowerW = 22_000
const slackWh = 400

const beyond = (fromMs: number, fromWh: number, toMs: number, toWh: number): number =>
  toWh - fromWh - slackWh - energyOf(usualPowerW, toMs - fromMs)

interface Stepping {
  steepest?: Steepest | null
  /** [ms, Wh …], by time. */
  readonly latest: readonly number[]
}

/** Before the reading is kept itself. One that comes late only parts the step it belongs into. */
export function noteStep(of: Stepping, ms: number, wh: number): void {
  const { latest, steepest } = of
  const lastMs = latest[latest.length - 2]
  if (lastMs === undefined) return
  if (ms > lastMs) {
    const lastWh = latest[latest.length - 1] as number
    const excess = beyond(lastMs, lastWh, ms, wh)
    if (excess > 0 && (!steepest || excess > beyond(...steepest))) of.steepest = [lastMs, lastWh, ms, wh]
    return
  }
  if (!steepest || ms <= steepest[0] || ms >= steepest[2]) return
  const [fromMs, fromWh, toMs, toWh] = steepest
  const isBefore = beyond(fromMs, fromWh, ms, wh) > beyond(ms, wh, toMs, toWh)
  of.steepest = isBefore ? [fromMs, fromWh, ms, wh] : [ms, wh, toMs, toWh]
}
