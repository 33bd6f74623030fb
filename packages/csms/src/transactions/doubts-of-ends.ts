/** What samples say against a difference of ends that is taken all the same. Pure. */
import { energyOf, tolerance } from './plausible.ts'
import { firstMsOf, firstWhOf, lastMsOf, lastWhOf, type Run, sizeOf } from './register-runs.ts'
import type { Uncertain } from './uncertain.ts'
import { fastest, unlikelyJump, unlikelyLast, usualWh } from './unlikely-step.ts'
import { type Evidence, endOf, jointOf, type Reading, round, shortestMs, type Weighing } from './weighing.ts'

export function doubtsOfEnds(wh: number, start: Reading, stop: Reading, weighed: Weighing): Uncertain[] {
  const { of, runs, roundingWh, pace } = weighed
  const run = runs.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a))
  const readings = trimmed(run, start, stop, roundingWh)
  const joined =
    readings.length > 0 &&
    jointOf(start, [readings[0] as number, readings[1] as number], weighed) === 'joined' &&
    jointOf([readings.at(-2) as number, readings.at(-1) as number], stop, weighed) === 'joined'
  if (joined) {
    const jump = unlikelyJump([...start, ...readings, ...stop], pace)
    if (jump !== null) return [{ reason: 'unlikely-jump', takenWh: round(wh), otherWh: round(wh - jump) }]
    const atEnd = unlikelyLast([...start, ...readings, ...stop], pace)
    if (atEnd !== null) return [{ reason: 'unlikely-jump', takenWh: round(wh), otherWh: round(wh - atEnd) }]
    const byPowerWh = readings.length < 6 ? null : byPower(Math.max(stop[0] - start[0], of.heardMs), of)
    if (byPowerWh !== null && wh > 2 * byPowerWh + 1000)
      return [{ reason: 'unlikely-jump', takenWh: round(wh), otherWh: round(byPowerWh) }]
    const above = lastWhOf(run) - stop[1]
    const isSpike = unlikelyJump([...start, ...run.readings], pace) !== null
    if (above <= tolerance(wh) || isSpike) return []
    return [{ reason: 'samples-differ', takenWh: round(wh), otherWh: round(lastWhOf(run) - start[1]) }]
  }
  // Another register, or another unit: then it is its rise that has to agree.
  if (sizeOf(run) < 2) return []
  const rise = lastWhOf(run) - firstWhOf(run)
  const uncoveredMs = stop[0] - start[0] - (lastMsOf(run) - firstMsOf(run))
  const missing = wh - rise
  const explained = tolerance(wh) + roundingWh + usualWh(uncoveredMs, fastest(run.readings, roundingWh), pace)
  const isInKwh = Math.abs(rise * 1000 - wh) <= 0.2 * wh + 1000
  if (isInKwh || (missing >= -tolerance(wh) - roundingWh && missing <= explained)) return []
  const fromWh = jointOf(start, endOf(run, 0), weighed) === 'joined' ? start[1] : firstWhOf(run)
  return [{ reason: 'samples-differ', takenWh: round(wh), otherWh: round(lastWhOf(run) - fromWh) }]
}

/** As much as the power that was metered brings in that time; null: none was. */
function byPower(ms: number, { seenPowerW }: Evidence): number | null {
  return ms >= shortestMs && seenPowerW !== null && seenPowerW >= 1000 ? energyOf(seenPowerW, ms) : null
}

/** Without up to two odd readings at each side, which a run takes along when they happen to rise. */
function trimmed({ readings }: Run, start: Reading, stop: Reading, roundingWh: number): readonly number[] {
  const most = Math.min(2, Math.floor((readings.length / 2 - 1) / 2))
  let begin = 0
  while (begin < 2 * most && (readings[begin + 1] as number) < start[1] - roundingWh) begin += 2
  let end = readings.length
  while (end > readings.length - 2 * most && (readings[end - 1] as number) > stop[1] + roundingWh) end -= 2
  return readings.slice(begin, end)
}
