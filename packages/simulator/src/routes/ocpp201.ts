import { authorize201, readAuthorize201 } from '../authorization/authorize.ts'
import { connectorStatus201 } from '../availability/connector-status.ts'
import { stationEvent } from '../availability/notify-event.ts'
import { statusNotification201, tellsStationStatus201 } from '../availability/status-notification.ts'
import { logStatus201 } from '../diagnostics/log-status-notification.ts'
import { firmwareStatus201 } from '../firmware/firmware-status-notification.ts'
import { boot201 } from '../provisioning/boot-notification.ts'
import { reservationStatusUpdate201 } from '../reservations/reservation-status-update.ts'
import { meterValues201 } from '../transactions/meter-values.ts'
import { readTransactionEvent201, tells201, transactionEvent201 } from '../transactions/transaction-event.ts'
import { commands201 } from './commands201.ts'
import type { Protocol } from './protocol.ts'

export const ocpp201: Protocol = {
  version: 'ocpp2.0.1',
  handlers: commands201,
  profileRivals: 'refused',
  heartbeatOnlyWhenSilent: true,
  announcesStartup: true,

  boot: boot201,

  statusOf: connectorStatus201,
  statusNotification: statusNotification201,
  stationStatus: stationEvent,
  tellsStationStatus: tellsStationStatus201,

  authorize: authorize201,
  readAuthorize: readAuthorize201,

  tells: tells201,
  transactionEvent: transactionEvent201,
  readTransactionEvent: readTransactionEvent201,
  meterValues: meterValues201,

  reservationEnded: reservationStatusUpdate201,
  firmwareStatus: firmwareStatus201,
  logStatus: logStatus201,
}
