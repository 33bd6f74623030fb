/** Energy of a meter that tells only what flowed since its last reading: a sum in which each interval counts once. Pure. */
export interface IntervalSum {
  wh: number
  /** When the latest ones ended, ms, ascending: what comes again is among them. */
  times: number[]
  /** What is as old as this may have been counted already. */
  countedToMs: number | null
  /** Some intervals are missing, or came too late to be told from repeats. */
  hasGaps: boolean
}

const keptTimes = 48
/** A gap longer than this many usual ones hides an interval. */
const gapFactor = 1.6

export const newIntervalSum = (): IntervalSum => ({ wh: 0, times: [], countedToMs: null, hasGaps: false })

export function addInterval(of: IntervalSum, ms: number, wh: number): void {
  const { times } = of
  if (of.countedToMs !== null && ms <= of.countedToMs) {
    of.hasGaps = true
    return
  }
  let at = times.length
  while (at > 0 && (times[at - 1] as number) > ms) at--
  if (times[at - 1] === ms) return
  times.splice(at, 0, ms)
  of.wh = Math.round((of.wh + wh) * 1000) / 1000
  if (times.length <= keptTimes) return
  of.hasGaps ||= gapsIn(times.slice(0, 8))
  of.countedToMs = times.shift() as number
}

export const isIncomplete = (of: IntervalSum): boolean => of.hasGaps || gapsIn(of.times)

/** The last interval ends with the transaction, and may be short. */
function gapsIn(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((ms, i) => ms - (times[i] as number))
  if (gaps.length < 2) return false
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] as number
  return gaps.some((gap) => gap > gapFactor * usual)
}
