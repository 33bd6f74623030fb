/** A reservation as we know it: asked for, then as the station and time have it. */
import type { Kysely, Selectable } from 'kysely'
import type { ReservationTable, Tables } from '../db/schema.ts'
import type { Writes } from '../db/writes.ts'

/**
 * `requested`: sent, not answered. `not-sent`: it could not be, and the station knows nothing of it. `removed`: the station gave it
 * up (a fault, an operator on site).
 */
export type ReservationState =
  | 'requested'
  | 'active'
  | 'used'
  | 'cancelled'
  | 'expired'
  | 'rejected'
  | 'not-sent'
  | 'removed'

export type Reservation = Omit<Selectable<ReservationTable>, 'state'> & { readonly state: ReservationState }

export const isOver = (state: ReservationState): boolean => state !== 'requested' && state !== 'active'

export async function reservationOf(
  db: Kysely<Tables>,
  stationId: string,
  id: number,
): Promise<Reservation | undefined> {
  const row = await db
    .selectFrom('reservation')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row as Reservation | undefined
}

export function putReservation(writes: Writes, reservation: Reservation): void {
  writes.put('reservation', reservation)
  writes.event('reservation.changed', {
    organisationId: reservation.organisation_id,
    stationId: reservation.station_id,
    subject: String(reservation.id),
    at: reservation.updated_at,
    data: { state: reservation.state, evseId: reservation.evse_id, transactionId: reservation.transaction_id },
  })
}
