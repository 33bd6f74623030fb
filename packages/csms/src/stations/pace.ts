/**
 * How fast one station may talk. Not a wall: a burst (a queue from an offline night) passes, and what is faster for long is read
 * more slowly. Nobody gets an error for it.
 */

/** Seconds of the allowed rate that may come at once. */
const burstS = 5

/** Generic cell rate: `dueAt` is when the next message is due at the allowed rate. Gives the new one, and how long to wait. */
export function pace(dueAt: number, nowMs: number, ratePerS: number): { dueAt: number; waitMs: number } {
  const next = Math.max(dueAt, nowMs) + 1000 / ratePerS
  return { dueAt: next, waitMs: Math.max(0, next - nowMs - burstS * 1000) }
}
