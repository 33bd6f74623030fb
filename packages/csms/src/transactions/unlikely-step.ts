/** What a step between two readings usually holds, by the others and by the power that was metered. Pure. */
import { energyOf, isSuspect } from './plausible.ts'

export interface Pace {
  /** False: steps say nothing of power. */
  readonly isClockSound: boolean
  readonly seenPowerW: number | null
  readonly evsePowerW: number | null
  readonly roundingWh: number
}

/** As little as a charging station meters while it charges at all counts as usual in a step of a minute or two. */
const usualPowerW = 22_000
const usualInLongStepW = 350_000
const longStepMs = 125_000
const leastPowerW = 1000
const slackWh = 400

export function usualWh(gapMs: number, fastestW: number, { evsePowerW, seenPowerW }: Pace): number {
  const isPowerKnown = seenPowerW !== null && seenPowerW >= leastPowerW
  const floorW = gapMs <= longStepMs || isPowerKnown ? usualPowerW : usualInLongStepW
  const powerW = Math.max(floorW, 2 * fastestW, 2 * (seenPowerW ?? 0))
  return energyOf(evsePowerW === null ? powerW : Math.min(powerW, 1.25 * evsePowerW), gapMs)
}

export const isUsualStep = (riseWh: number, gapMs: number, fastestW: number, pace: Pace): boolean =>
  riseWh <= slackWh + pace.roundingWh + usualWh(gapMs, fastestW, pace)

/** What a vehicle that paused may begin to take at any time: a quarter of an hour at 11 kW. */
const atAnyTimeWh = 2750
const paceMargin = 1.25
/** By what flowed shortly before: three readings. */
const recently = 6

/**
 * The last step, in Wh, when it holds more than the pace of those before it; null: it does not. Nothing after it confirms it, so that less
 * is believed of it than of others. After an untold time nobody knows what the pace was.
 */
export function unlikelyLast(readings: readonly number[], pace: Pace): number | null {
  if (!pace.isClockSound || readings.length < 6) return null
  const { evsePowerW, roundingWh, seenPowerW } = pace
  const [fromMs, fromWh, toMs, toWh] = readings.slice(-4) as [number, number, number, number]
  const [rise, gapMs] = [toWh - fromWh, toMs - fromMs]
  const before = readings.slice(-recently - 2, -2)
  if (gapMs > 1.5 * (fromMs - (before.at(-4) as number))) return null
  const isOneStep = before.length < recently
  const paceW = paceMargin * Math.max(fastest(before, roundingWh), isOneStep ? (seenPowerW ?? 0) : 0)
  const powerW = evsePowerW === null ? paceW : Math.min(paceW, 1.25 * evsePowerW)
  const most = Math.max(Math.min(atAnyTimeWh, energyOf(usualPowerW, gapMs)), energyOf(powerW, gapMs))
  return rise > slackWh + roundingWh + most ? rise : null
}

/** Of three steps or more, the one that holds far more than the others let expect, in Wh; null: there is none. */
export function unlikelyJump(readings: readonly number[], pace: Pace): number | null {
  const { seenPowerW, roundingWh } = pace
  const steps = readings.length / 2 - 1
  if (!pace.isClockSound || steps < 3) return null
  let found: number | null = null
  for (let i = 2; i < readings.length; i += 2) {
    const rise = (readings[i + 1] as number) - (readings[i - 1] as number)
    const gapMs = (readings[i] as number) - (readings[i - 2] as number)
    const isFromNothing =
      i === 2 && isSuspect(readings[1] as number) && seenPowerW !== null && seenPowerW >= leastPowerW
    if (isFromNothing && rise > slackWh + roundingWh + energyOf(1.6 * seenPowerW, gapMs)) return rise
    if (rise <= slackWh + roundingWh + energyOf(usualPowerW, gapMs)) continue
    const others = Math.max(fastest(readings.slice(0, i), roundingWh), fastest(readings.slice(i), roundingWh))
    // Where nothing else flowed at all, there is no pace that it could be out of.
    const isAlone = others < leastPowerW && rise <= energyOf(usualInLongStepW, gapMs)
    if (isAlone || isUsualStep(rise, gapMs, others, pace)) continue
    if (found === null || rise > found) found = rise
  }
  return found
}

/** Shorter steps tell more of the register's resolution than of power. */
const shortestStepMs = 5000

/** The highest power between two readings next to each other, W, by what surely flowed. */
export function fastest(readings: readonly number[], stepWh: number): number {
  let powerW = 0
  for (let i = 2; i < readings.length; i += 2) {
    const gapMs = (readings[i] as number) - (readings[i - 2] as number)
    if (gapMs < shortestStepMs) continue
    const rise = (readings[i + 1] as number) - (readings[i - 1] as number) - (stepWh === 1 ? 0 : stepWh)
    powerW = Math.max(powerW, (rise * 3_600_000) / gapMs)
  }
  return powerW
}
