/** Ids and counters as stations write them. Pure. */

/**
 * An id or a counter as sent; null: none, or none that can be. Stations that have none send all ones, or whatever was in their memory:
 * no reason to refuse a transaction, which would only come again.
 */
export const numberOnWire = (sent: number | null | undefined): number | null =>
  sent != null && Math.abs(sent) < 2 ** 31 ? sent : null

/** An id of ours is never negative, and stations that have none to tell send -1. */
export const reservationOnWire = (sent: number | null | undefined): number | null =>
  sent != null && sent >= 0 ? numberOnWire(sent) : null
