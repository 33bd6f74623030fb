/** What becomes of reservations: they are held until used, cancelled, expired, or their EVSE can no longer be used. */
import type { Timed } from '../clock.ts'
import type { Evse } from '../evse/evse.ts'
import type { Sender } from '../link/message.ts'
import type { ReservationWords } from './reservation-status-update.ts'
import type { Reservation, Reservations } from './reservations.ts'

/** What the block needs of its station. */
export interface ReservationNeeds extends Timed, Sender {
  readonly evses: readonly Evse[]
  readonly reservations: Reservations
  readonly protocol: ReservationWords
  isOperative(evse: Evse): boolean
  reportStatus(): void
}

export function holdReservation(station: ReservationNeeds, reservation: Reservation): void {
  const inMs = reservation.expiresAt.getTime() - station.now().getTime()
  const timer = station.clock.setTimeout(() => expire(station, reservation.id), inMs)
  station.reservations.hold(reservation, timer)
  station.reportStatus()
}

/** H01.FR.16, H01.FR.17: an EVSE that can no longer be used keeps no reservation. */
export function dropReservations(station: ReservationNeeds): void {
  for (const { id, evseId } of station.reservations.all) {
    const evse = evseId === undefined ? undefined : station.evses[evseId - 1]
    if (!evse || (!evse.fault && station.isOperative(evse))) continue
    station.reservations.release(id)
    tell(station, id, 'Removed')
  }
  station.reportStatus()
}

function expire(station: ReservationNeeds, reservationId: number): void {
  station.reservations.release(reservationId)
  station.reportStatus()
  tell(station, reservationId, 'Expired')
}

function tell(station: ReservationNeeds, reservationId: number, how: 'Expired' | 'Removed'): void {
  const message = station.protocol.reservationEnded?.(reservationId, how)
  if (message) void station.send(message)
}
