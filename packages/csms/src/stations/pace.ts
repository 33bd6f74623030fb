/**
 * How fast one station may talk. Not a wall: a burst (a queue from an offline night) passes, and what is faster for long is taken up
 * more slowly. Nobody gets an error for it.
 */

export interface Pace {
  readonly ratePerS: number
  /** Seconds of the allowed rate that may come at once. */
  readonly burstS: number
  /** A message counts once for every so many bytes that it has. */
  readonly bytesPerTurn: number
}

/** As fast as an operator allows. */
export const paceOf = (ratePerS: number): Pace => ({ ratePerS, burstS: 5, bytesPerTurn: 4096 })

/** Whoever has not been let in: one message in two seconds. How large it may be is limited otherwise. */
export const strangerPace: Pace = { ratePerS: 0.5, burstS: 0, bytesPerTurn: Number.POSITIVE_INFINITY }

/**
 * Generic cell rate: `dueAt` is when the next message is due at the allowed rate. Gives the new one, and how long to wait. `nowMs` is when
 * the message is taken up: what it has waited already it need not wait again.
 */
export function pace(
  dueAt: number,
  nowMs: number,
  { ratePerS, burstS, bytesPerTurn }: Pace,
  bytes = 0,
): { dueAt: number; waitMs: number } {
  const turns = 1 + Math.floor(bytes / bytesPerTurn)
  const next = Math.max(dueAt, nowMs) + (turns * 1000) / ratePerS
  return { dueAt: next, waitMs: Math.max(0, next - nowMs - burstS * 1000) }
}
