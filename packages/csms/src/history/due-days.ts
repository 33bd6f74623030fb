/** Which days a rule lets go. Pure. */
import type { RetentionRule } from './kinds.ts'

const dayMs = 86_400_000

export interface AgeingDay {
  /** Its beginning, UTC. */
  readonly day: Date
  readonly bytes: number
}

/** Between these, ends included, something lies that is still needed. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

/** What happened before is too old; null: nothing is. */
export const oldestKept = ({ maxAgeDays }: RetentionRule, now: Date): Date | null =>
  maxAgeDays === null ? null : new Date(now.getTime() - maxAgeDays * dayMs)

export const isHeld = ({ day }: AgeingDay, held: readonly Span[]): boolean =>
  held.some(({ from, to }) => from.getTime() < day.getTime() + dayMs && to >= day)

/**
 * Of `days`, oldest first, those that are to go: the ones that have become too old as a whole, and then the oldest until the rest, with
 * `restBytes` that lie elsewhere, is no larger than allowed. Neither a day that is held nor one that has not ended.
 */
export function dueDays<D extends AgeingDay>(
  days: readonly D[],
  rule: RetentionRule,
  of: { now: Date; held: readonly Span[]; restBytes: number },
): D[] {
  const oldest = oldestKept(rule, of.now)
  const due: D[] = []
  let bytes = days.reduce((sum, day) => sum + day.bytes, of.restBytes)
  for (const day of days) {
    const endMs = day.day.getTime() + dayMs
    if (endMs > of.now.getTime()) break
    const isOld = oldest !== null && endMs <= oldest.getTime()
    const isTooMuch = rule.maxBytes !== null && bytes > rule.maxBytes
    if ((!isOld && !isTooMuch) || isHeld(day, of.held)) continue
    due.push(day)
    bytes -= day.bytes
  }
  return due
}
