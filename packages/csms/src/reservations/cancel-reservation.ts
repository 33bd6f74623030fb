/** The command CancelReservation. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { afterAnswer, type Command } from '../operations/command.ts'
import { isOver } from './reservation.ts'
import { putReservation, reservationById } from './reservation-store.ts'

/** OCPP 1.6 §5.1; OCPP 2.0.1 part 2, H02. Rejected says that the station has none of this id; why, it may have told already. */
export const cancelReservation: Command<
  v16.CancelReservationRequest | v201.CancelReservationRequest | v21.CancelReservationRequest,
  v16.CancelReservationResponse | v201.CancelReservationResponse | v21.CancelReservationResponse
> = afterAnswer(async (ctx, { reservationId }, { status }) => {
  if (status !== 'Accepted') return
  const reservation = await reservationById(ctx.db, ctx.station.id, reservationId)
  if (!reservation || isOver(reservation.state)) return
  putReservation(ctx.writes, { ...reservation, state: 'cancelled', updatedAt: ctx.now() })
})
