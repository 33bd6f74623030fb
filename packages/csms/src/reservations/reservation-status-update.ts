/** The message ReservationStatusUpdate: a reservation ended without a transaction. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { isOver, type ReservationState } from './reservation.ts'
import { putReservation, reservationById } from './reservation-store.ts'

type Update = v201.ReservationStatusUpdateRequest | v21.ReservationStatusUpdateRequest

const states: Record<Update['reservationUpdateStatus'], ReservationState> = {
  Expired: 'expired',
  Removed: 'removed',
  NoTransaction: 'expired',
}

/** OCPP 2.0.1 part 2, H01, H04. A reservation that is over stays as it ended; one we never made is in the message log. */
export async function reservationStatusUpdate201(
  ctx: StationContext,
  { reservationId, reservationUpdateStatus }: Update,
): Promise<v201.ReservationStatusUpdateResponse> {
  const reservation = await reservationById(ctx.db, ctx.station.id, reservationId)
  if (reservation && !isOver(reservation.state)) {
    putReservation(ctx.writes, { ...reservation, state: states[reservationUpdateStatus], updatedAt: ctx.now() })
  }
  return {}
}
