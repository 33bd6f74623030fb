import type { Evse } from '../evse/evse.ts'
import { dropReservations, type ReservationNeeds } from '../reservations/hold-reservation.ts'
import { stopNow, update } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'

export interface Fault {
  /** A 1.6 ChargePointErrorCode; in 2.x it goes into the event's text. */
  errorCode: string
  info?: string
}

type Needs = TransactionNeeds &
  ReservationNeeds & {
    stationFault: Fault | undefined
    readonly statusReports: { reportStation(): void }
    log(text: string): void
  }

/** Without EVSE: of the station as a whole; what charges goes on. */
export function fault(station: Needs, evse: Evse | undefined, given: Fault): void {
  const { errorCode } = given
  station.log(`fault ${errorCode} on ${evse ? `EVSE ${evse.id}` : 'the station'}`)
  if (!evse) {
    station.stationFault = given
    station.statusReports.reportStation()
    return
  }
  evse.fault = given
  const reason =
    errorCode === 'GroundFailure' ? 'GroundFault' : errorCode === 'OverCurrentFailure' ? 'OvercurrentFault' : 'Other'
  stopNow(station, evse, reason, 'AbnormalCondition')
  dropReservations(station)
}

export function clearFault(station: Needs, evse: Evse | undefined): void {
  if (!evse) {
    station.stationFault = undefined
    station.statusReports.reportStation()
    return
  }
  evse.fault = undefined
  update(station, evse, 'ChargingStateChanged')
}
