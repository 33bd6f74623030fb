import { holdReservation, type ReservationNeeds } from '../reservations/hold-reservation.ts'
import { stopNow } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'
import type { Registration } from './registration.ts'

/** B01: power comes, for the first time or after a cut. What ran at the cut has ended. */
export function coldBoot(
  station: TransactionNeeds & ReservationNeeds & { readonly registration: Pick<Registration, 'boot'> },
): void {
  station.registration.boot('PowerUp')
  for (const reservation of station.reservations.all) holdReservation(station, reservation)
  for (const evse of station.evses) {
    evse.settle(station.clock.now())
    if (evse.transaction) stopNow(station, evse, 'PowerLoss', 'AbnormalCondition')
  }
}
