/** By far the most readings: the only register there is has risen by what a charging vehicle takes, and nothing was in doubt before. Pure. */
import type { EnergyRegister } from './energy-register.ts'
import { energyOf } from './plausible.ts'

const usualPowerW = 22_000
const slackWh = 400

/**
 * The energy after one more such reading, Wh; null: all there is has to be weighed again. `beforeWh` is what the energy was before it: when
 * that is not the last reading but one less the start, something else has happened.
 */
export function afterUsualStep(of: EnergyRegister, beforeWh: number | null): { wh: number; registerWh: number } | null {
  if (beforeWh === null || of.stop !== null || of.next !== null) return null
  for (const name in of.sources) if (name !== 'outlet') return null
  const source = of.sources.outlet
  if (source === undefined || source.end !== null || (of.start !== null && source.begin !== null)) return null
  const startWh = (of.start ?? source.begin)?.[1]
  const { latest } = source
  if (startWh === undefined || latest.length < 4) return null
  const [fromMs, fromWh, toMs, toWh] = latest.slice(-4) as [number, number, number, number]
  const rise = toWh - fromWh
  const mostWh = slackWh + energyOf(Math.max(usualPowerW, of.seenPowerW ?? 0), toMs - fromMs)
  if (toMs <= fromMs || rise < 0 || rise > mostWh || rounded(fromWh - startWh) !== beforeWh) return null
  return { wh: rounded(toWh - startWh), registerWh: toWh }
}

const rounded = (wh: number): number => Math.round(wh * 1000) / 1000
