/** A reading of power is the power of now for as long as the next one is not overdue. Pure. */

export interface PowerReading {
  powerW: number | null
  powerAt: Date | null
  powerUntil: Date | null
}

/** Until readings have shown how often they come. */
const firstIntervalMs = 400_000
const longestIntervalMs = 900_000
/** Late by a message or two is not gone. */
const intervals = 3
const leastMs = 120_000

/** Not older than the one there is; who calls knows. A longer interval is believed at once, a shorter one by and by. */
export function takePower(of: PowerReading, powerW: number, at: Date): void {
  const { powerAt, powerUntil } = of
  let intervalMs = firstIntervalMs
  if (powerAt !== null && powerUntil !== null) {
    const knownMs = (powerUntil.getTime() - powerAt.getTime()) / intervals
    const gapMs = Math.min(at.getTime() - powerAt.getTime(), longestIntervalMs)
    intervalMs = gapMs <= 0 ? knownMs : Math.max(gapMs, (knownMs + gapMs) / 2)
  }
  of.powerW = powerW
  of.powerAt = at
  of.powerUntil = new Date(at.getTime() + Math.max(leastMs, Math.round(intervalMs * intervals)))
}

export const isPowerNow = ({ powerUntil }: Pick<PowerReading, 'powerUntil'>, now: Date): boolean =>
  powerUntil !== null && powerUntil > now
