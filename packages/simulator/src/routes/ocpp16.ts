import { authorize16, readAuthorize16 } from '../authorization/authorize.ts'
import { connectorStatus16 } from '../availability/connector-status.ts'
import { stationStatus16, statusNotification16 } from '../availability/status-notification.ts'
import { logStatus16 } from '../diagnostics/log-status-notification.ts'
import { firmwareStatus16 } from '../firmware/firmware-status-notification.ts'
import { boot16 } from '../provisioning/boot-notification.ts'
import { meterValues16 } from '../transactions/meter-values.ts'
import { readTransactionEvent16, tells16, transactionEvent16 } from '../transactions/transaction-event.ts'
import { commands16 } from './commands16.ts'
import type { Protocol } from './protocol.ts'

export const ocpp16: Protocol = {
  version: 'ocpp1.6',
  handlers: commands16,
  profileRivals: 'replaced',
  heartbeatOnlyWhenSilent: false,
  announcesStartup: false,
  // §4.8: a transaction is what runs between an authorized start and its stop.
  settings: { txStartPoints: ['PowerPathClosed'], txStopPoints: ['Authorized'] },

  boot: boot16,

  statusOf: connectorStatus16,
  statusNotification: statusNotification16,
  stationStatus: stationStatus16,
  tellsStationStatus: () => true,

  authorize: authorize16,
  readAuthorize: readAuthorize16,

  tells: tells16,
  transactionEvent: transactionEvent16,
  readTransactionEvent: readTransactionEvent16,
  meterValues: meterValues16,

  firmwareStatus: firmwareStatus16,
  logStatus: logStatus16,
}
