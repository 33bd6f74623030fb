import type { SimulatedStation } from '../station/station.ts'
import type { Reservation } from './reservations.ts'

/** What becomes of reservations: they are held until used, cancelled, expired, or their EVSE can no longer be used. */

export function holdReservation(station: SimulatedStation, reservation: Reservation): void {
  const inMs = reservation.expiresAt.getTime() - station.now().getTime()
  const timer = station.clock.setTimeout(() => expire(station, reservation.id), inMs)
  station.reservations.hold(reservation, timer)
  station.reportStatus()
}

/** H01.FR.16, H01.FR.17: an EVSE that can no longer be used keeps no reservation. */
export function dropReservations(station: SimulatedStation): void {
  for (const { id, evseId } of station.reservations.all) {
    const evse = evseId === undefined ? undefined : station.evses[evseId - 1]
    if (!evse || (!evse.fault && station.isOperative(evse))) continue
    station.reservations.release(id)
    tell(station, id, 'Removed')
  }
  station.reportStatus()
}

function expire(station: SimulatedStation, reservationId: number): void {
  station.reservations.release(reservationId)
  station.reportStatus()
  tell(station, reservationId, 'Expired')
}

function tell(station: SimulatedStation, reservationId: number, how: 'Expired' | 'Removed'): void {
  const message = station.protocol.reservationEnded?.(reservationId, how)
  if (message) void station.send(message)
}
