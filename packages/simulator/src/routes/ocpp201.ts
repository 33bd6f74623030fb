import type * as v201 from '@busbar/ocpp/v201'
import { authorize201, readAuthorize201 } from '../authorization/authorize.ts'
import { connectorStatus201 } from '../availability/connector-status.ts'
import { connectorEvent, stationEvent } from '../availability/notify-event.ts'
import { logStatus201 } from '../diagnostics/log-status-notification.ts'
import { firmwareStatus201 } from '../firmware/firmware-status-notification.ts'
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

  boot: ({ options, firmware }, reason) => ({
    action: 'BootNotification',
    payload: {
      reason,
      chargingStation: {
        vendorName: options.vendor ?? 'Busbar',
        model: options.model ?? 'Simulator',
        serialNumber: (options.serialNumber ?? `SIM-${options.id}`).slice(0, 25),
        firmwareVersion: firmware.version,
      },
    } satisfies v201.BootNotificationRequest,
  }),
  readBoot(response) {
    const { status, interval, currentTime } = response as v201.BootNotificationResponse
    return { status, intervalS: interval, currentTime: new Date(currentTime) }
  },
  readHeartbeat: (response) => new Date((response as v201.HeartbeatResponse).currentTime),

  statusOf: connectorStatus201,
  statusNotification: (station, evse, connector) =>
    station.options.quirks?.tellsByNotifyEvent
      ? connectorEvent(station, evse, connector)
      : {
          action: 'StatusNotification',
          payload: {
            timestamp: station.now().toISOString(),
            connectorStatus: connectorStatus201(station, evse, connector),
            evseId: evse.id,
            connectorId: connector.id,
          } satisfies v201.StatusNotificationRequest,
        },
  stationStatus: stationEvent,
  tellsStationStatus: ({ options, stationFault }) => !!options.quirks?.tellsByNotifyEvent || stationFault !== undefined,

  authorize: authorize201,
  readAuthorize: readAuthorize201,

  tells: tells201,
  transactionEvent: transactionEvent201,
  readTransactionEvent: readTransactionEvent201,
  meterValues: meterValues201,

  reservationEnded: (reservationId, how) => ({
    action: 'ReservationStatusUpdate',
    payload: { reservationId, reservationUpdateStatus: how } satisfies v201.ReservationStatusUpdateRequest,
  }),
  firmwareStatus: firmwareStatus201,
  logStatus: logStatus201,
}
