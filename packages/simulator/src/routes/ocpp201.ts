import type * as v201 from '@busbar/ocpp/v201'
import { connectorEvent, stationEvent } from '../availability/notify-event.ts'
import { commands201 } from './commands201.ts'
import type { Protocol } from './protocol.ts'
import { infoOf, meterValueOf, reason2, status2, wireIdToken } from './values2.ts'

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

  statusOf: status2,
  statusNotification: (station, evse, connector) =>
    station.options.quirks?.tellsByNotifyEvent
      ? connectorEvent(station, evse, connector)
      : {
          action: 'StatusNotification',
          payload: {
            timestamp: station.now().toISOString(),
            connectorStatus: status2(station, evse, connector),
            evseId: evse.id,
            connectorId: connector.id,
          } satisfies v201.StatusNotificationRequest,
        },
  stationStatus: stationEvent,
  tellsStationStatus: ({ options, stationFault }) => !!options.quirks?.tellsByNotifyEvent || stationFault !== undefined,

  authorize: (idToken) => ({
    action: 'Authorize',
    payload: { idToken: wireIdToken(idToken) } satisfies v201.AuthorizeRequest,
  }),
  readAuthorize: (response) => infoOf((response as v201.AuthorizeResponse).idTokenInfo),

  tells: () => true,
  transactionEvent(_station, event) {
    const { transaction, samples, idToken, evse } = event
    const meterValue = samples.filter(({ values }) => values.length > 0).map(meterValueOf)
    return {
      action: 'TransactionEvent',
      payload: {
        eventType: event.kind === 'started' ? 'Started' : event.kind === 'updated' ? 'Updated' : 'Ended',
        timestamp: event.at.toISOString(),
        triggerReason: event.trigger,
        seqNo: event.seqNo,
        offline: event.offline,
        ...(event.phases !== undefined && { numberOfPhasesUsed: event.phases }),
        ...(event.reservationId !== undefined && { reservationId: event.reservationId }),
        transactionInfo: {
          transactionId: transaction.id,
          chargingState: event.chargingState,
          ...(event.stopReason && { stoppedReason: reason2(event.stopReason) }),
          ...(event.remoteStartId !== undefined && { remoteStartId: event.remoteStartId }),
        },
        ...(idToken && { idToken: wireIdToken(idToken) }),
        ...(evse && { evse }),
        ...(meterValue.length > 0 && { meterValue }),
      } satisfies v201.TransactionEventRequest,
    }
  },
  readTransactionEvent(_event, response) {
    const { idTokenInfo } = response as v201.TransactionEventResponse
    return idTokenInfo && infoOf(idTokenInfo)
  },
  meterValues: (evseId, sample) => ({
    action: 'MeterValues',
    payload: { evseId, meterValue: [meterValueOf(sample)] } satisfies v201.MeterValuesRequest,
  }),

  reservationEnded: (reservationId, how) => ({
    action: 'ReservationStatusUpdate',
    payload: { reservationId, reservationUpdateStatus: how } satisfies v201.ReservationStatusUpdateRequest,
  }),
  firmwareStatus: (status, job) => ({
    action: 'FirmwareStatusNotification',
    payload: {
      status,
      ...(job?.requestId !== undefined && { requestId: job.requestId }),
    } satisfies v201.FirmwareStatusNotificationRequest,
  }),
  logStatus: (status, job) => ({
    action: 'LogStatusNotification',
    payload: {
      status,
      ...(job?.requestId !== undefined && { requestId: job.requestId }),
    } satisfies v201.LogStatusNotificationRequest,
  }),
  securityEvent: (type, at, techInfo) => ({
    action: 'SecurityEventNotification',
    payload: {
      type,
      timestamp: at.toISOString(),
      ...(techInfo !== undefined && { techInfo }),
    } satisfies v201.SecurityEventNotificationRequest,
  }),
}
