import type * as v16 from '@busbar/ocpp/v16'
import { authorize16, readAuthorize16 } from '../authorization/authorize.ts'
import { connectorStatus16 } from '../availability/connector-status.ts'
import { logStatus16 } from '../diagnostics/log-status-notification.ts'
import { firmwareStatus16 } from '../firmware/firmware-status-notification.ts'
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

  boot: ({ options, firmware }) => ({
    action: 'BootNotification',
    payload: {
      chargePointVendor: options.vendor ?? 'Busbar',
      chargePointModel: options.model ?? 'Simulator',
      chargePointSerialNumber: (options.serialNumber ?? `SIM-${options.id}`).slice(0, 25),
      firmwareVersion: firmware.version,
    } satisfies v16.BootNotificationRequest,
  }),
  readBoot(response) {
    const { status, interval, currentTime } = response as v16.BootNotificationResponse
    return { status, intervalS: interval, currentTime: new Date(currentTime) }
  },
  readHeartbeat: (response) => new Date((response as v16.HeartbeatResponse).currentTime),

  statusOf: connectorStatus16,
  statusNotification: (station, evse, connector) => ({
    action: 'StatusNotification',
    payload: {
      connectorId: evse.id,
      errorCode: (evse.fault?.errorCode ?? 'NoError') as v16.ChargePointErrorCode,
      ...(evse.fault?.info !== undefined && { info: evse.fault.info.slice(0, 50) }),
      status: connectorStatus16(station, evse, connector),
      timestamp: station.now().toISOString(),
    } satisfies v16.StatusNotificationRequest,
  }),
  stationStatus: (station) => ({
    action: 'StatusNotification',
    payload: {
      connectorId: 0,
      errorCode: (station.stationFault?.errorCode ?? 'NoError') as v16.ChargePointErrorCode,
      ...(station.stationFault?.info !== undefined && { info: station.stationFault.info.slice(0, 50) }),
      status: station.stationFault ? 'Faulted' : station.operative ? 'Available' : 'Unavailable',
      timestamp: station.now().toISOString(),
    } satisfies v16.StatusNotificationRequest,
  }),

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
