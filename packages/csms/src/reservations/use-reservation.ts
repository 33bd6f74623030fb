/** A transaction begins where somebody has reserved. */
import { tokenKey } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { isOver, putReservation, type Reservation } from './reservation.ts'

export interface ReservationUse {
  /** As the station named it; null: it did not. */
  readonly reservationId: number | null
  readonly evseId: number | null
  readonly idToken: string | null
  readonly groupToken: string | null
  readonly transactionId: number
  /** By the station's clock. */
  readonly at: Date
}

/**
 * Marks the reservation the transaction used, and returns its id. A station that names it is believed (OCPP 1.6 §4.8; 2.0.1 part 2, H03);
 * one that does not still used it when the reserved id token, or one of its group, starts on the reserved EVSE.
 */
export async function useReservation(ctx: StationContext, use: ReservationUse): Promise<number | null> {
  const candidates = (await ctx.db
    .selectFrom('reservation')
    .selectAll()
    .where('station_id', '=', ctx.station.id)
    .where((where) =>
      use.reservationId === null ? where('state', 'in', ['requested', 'active']) : where('id', '=', use.reservationId),
    )
    .orderBy('expires_at')
    .execute()) as Reservation[]
  const used = use.reservationId === null ? candidates.find((candidate) => isFor(candidate, use)) : candidates[0]
  if (!used) return use.reservationId
  if (isUsable(used, use.at)) {
    putReservation(ctx.writes, {
      ...used,
      state: 'used',
      transaction_id: use.transactionId,
      updated_at: ctx.now(),
    })
  }
  return used.id
}

/** Pure: was it reserved for whoever starts here? */
export function isFor(reservation: Reservation, { evseId, idToken, groupToken, at }: ReservationUse): boolean {
  if (at > reservation.expires_at) return false
  if (reservation.evse_id !== null && reservation.evse_id !== evseId) return false
  if (same(reservation.id_token, idToken)) return true
  return reservation.group_token !== null && same(reservation.group_token, groupToken)
}

/** Pure: one we had given up for expired was used in time when the station says so only now. */
export const isUsable = ({ state, expires_at }: Pick<Reservation, 'state' | 'expires_at'>, at: Date): boolean =>
  !isOver(state) || (state === 'expired' && at <= expires_at)

const same = (one: string, other: string | null): boolean => other !== null && tokenKey(one) === tokenKey(other)
