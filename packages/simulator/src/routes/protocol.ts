/** What a station says by itself, and its manners, by version. */
import type { Version } from '@busbar/ocpp/versions'
import {
  type AuthorizeWords,
  authorize16,
  authorize201,
  readAuthorize16,
  readAuthorize201,
} from '../authorization/authorize.ts'
import { connectorStatus16, connectorStatus201 } from '../availability/connector-status.ts'
import { stationEvent } from '../availability/notify-event.ts'
import {
  type StatusWords,
  stationStatus16,
  statusNotification16,
  statusNotification201,
  tellsStationStatus16,
  tellsStationStatus201,
} from '../availability/status-notification.ts'
import { type LogWords, logStatus16, logStatus201 } from '../diagnostics/log-status-notification.ts'
import { type FirmwareWords, firmwareStatus16, firmwareStatus201 } from '../firmware/firmware-status-notification.ts'
import { boot16, boot201 } from '../provisioning/boot-notification.ts'
import type { RegistrationWords } from '../provisioning/registration.ts'
import type { Settings } from '../provisioning/settings.ts'
import { type ReservationWords, reservationStatusUpdate201 } from '../reservations/reservation-status-update.ts'
import { meterValues16, meterValues201 } from '../transactions/meter-values.ts'
import {
  readTransactionEvent16,
  readTransactionEvent201,
  type TransactionWords,
  tells16,
  tells201,
  transactionEvent16,
  transactionEvent201,
} from '../transactions/transaction-event.ts'

export interface Protocol
  extends AuthorizeWords,
    FirmwareWords,
    LogWords,
    RegistrationWords,
    ReservationWords,
    StatusWords,
    TransactionWords {
  /** Where the version differs from the station's usual settings. */
  readonly settings?: Partial<Settings>
  /** 2.x refuses two charging profiles for one slot, 1.6 replaces the older. */
  readonly profileRivals: 'refused' | 'replaced'
}

const ocpp16: Protocol = {
  authorize: authorize16,
  readAuthorize: readAuthorize16,
  boot: boot16,
  heartbeatOnlyWhenSilent: false,
  announcesStartup: false,
  statusOf: connectorStatus16,
  statusNotification: statusNotification16,
  stationStatus: stationStatus16,
  tellsStationStatus: tellsStationStatus16,
  tells: tells16,
  transactionEvent: transactionEvent16,
  readTransactionEvent: readTransactionEvent16,
  meterValues: meterValues16,
  firmwareStatus: firmwareStatus16,
  logStatus: logStatus16,
  profileRivals: 'replaced',
  // §4.8: a transaction is what runs between an authorized start and its stop.
  settings: { txStartPoints: ['PowerPathClosed'], txStopPoints: ['Authorized'] },
}

const ocpp201: Protocol = {
  authorize: authorize201,
  readAuthorize: readAuthorize201,
  boot: boot201,
  heartbeatOnlyWhenSilent: true,
  announcesStartup: true,
  statusOf: connectorStatus201,
  statusNotification: statusNotification201,
  stationStatus: stationEvent,
  tellsStationStatus: tellsStationStatus201,
  tells: tells201,
  transactionEvent: transactionEvent201,
  readTransactionEvent: readTransactionEvent201,
  meterValues: meterValues201,
  reservationEnded: reservationStatusUpdate201,
  firmwareStatus: firmwareStatus201,
  logStatus: logStatus201,
  profileRivals: 'refused',
}

/** What a 2.1 station says of itself is what a 2.0.1 one does. */
export const protocols: Readonly<Record<Version, Protocol>> = {
  'ocpp1.6': ocpp16,
  'ocpp2.0.1': ocpp201,
  'ocpp2.1': ocpp201,
}
