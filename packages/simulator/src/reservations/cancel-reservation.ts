import type { After } from '../link/message.ts'
import type { ReservationNeeds } from './hold-reservation.ts'

/** The same in every version. */
export function cancelReservation(
  station: Pick<ReservationNeeds, 'reservations' | 'reportStatus'>,
  { reservationId }: { reservationId: number },
  after: After,
): { status: 'Accepted' | 'Rejected' } {
  if (!station.reservations.release(reservationId)) return { status: 'Rejected' } // H02.FR.01
  after(() => station.reportStatus())
  return { status: 'Accepted' }
}
