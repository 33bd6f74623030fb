/** A transaction begins where somebody has reserved. */
import type { StationContext } from '../context.ts'
import { isFor, isUsable, type ReservationUse } from './reservation.ts'
import { putReservation, reservationsFor } from './reservation-store.ts'

/**
 * Marks the reservation the transaction used, and returns its id. A station that names it is believed (OCPP 1.6 §4.8; 2.0.1 part 2, H03);
 * one that does not still used it when the reserved id token, or one of its group, starts on the reserved EVSE.
 */
export async function useReservation(ctx: StationContext, use: ReservationUse): Promise<number | null> {
  const candidates = await reservationsFor(ctx.db, ctx.station.id, use.reservationId)
  const used = use.reservationId === null ? candidates.find((candidate) => isFor(candidate, use)) : candidates[0]
  if (!used) return use.reservationId
  if (isUsable(used, use.at)) {
    putReservation(ctx.writes, {
      ...used,
      state: 'used',
      transactionId: use.transactionId,
      updatedAt: ctx.now(),
    })
  }
  return used.id
}
