/**
 * A start that reads zero: the register of this session alone, or one that was not read? By what the transaction before it there ended
 * with. Pure.
 */
import { isSuspect, negligible } from './plausible.ts'
import type { Reading } from './weighing.ts'

/** Of the EVSE's register, by the transactions before. */
export interface Before {
  /** Where the latest of them ended, Wh. */
  readonly wh: number
  /** `session`: all of them began at zero, and one ended with less than the one before it; null: too few to say, or never read at a start. */
  readonly counts: 'lifetime' | 'session' | null
}

export interface Earlier {
  readonly startWh: number
  readonly stopWh: number
}

/** The latest first. Their starts may be in doubt, their ends not. */
export function beforeOf(earlier: readonly Earlier[]): Before | null {
  const [latest] = earlier
  if (latest === undefined) return null
  const hasFallen = earlier.some(({ stopWh }, i) => i > 0 && (earlier[i - 1] as Earlier).stopWh < stopWh)
  const isFromZero = earlier.every(({ startWh }) => isSuspect(startWh))
  return { wh: latest.stopWh, counts: !isFromZero ? 'lifetime' : hasFallen ? 'session' : null }
}

/**
 * Where to count from when zero may be no reading: `start` itself when nothing speaks against it. `firstWh` is the least the register can
 * have shown first: zero is wrong by no more than that.
 */
export function startFrom(
  start: Reading,
  firstWh: number | null,
  lastWh: number | null,
  before: Before | null,
): { readonly from: Reading; readonly isDoubtful: boolean } {
  const isWorthTelling = firstWh !== null && lastWh !== null && firstWh > negligible(lastWh - start[1])
  if (!isSuspect(start[1]) || !isWorthTelling) return { from: start, isDoubtful: false }
  if (before === null) return { from: start, isDoubtful: true }
  // It has returned to zero since, or does so every time.
  if (firstWh < before.wh || before.counts === 'session') return { from: start, isDoubtful: false }
  return { from: before.counts === 'lifetime' ? [start[0], before.wh] : start, isDoubtful: true }
}
