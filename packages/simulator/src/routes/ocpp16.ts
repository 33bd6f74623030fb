import type * as v16 from '@busbar/ocpp/v16'
import type { MeterSample } from '../model.ts'
import { commands16 } from './commands16.ts'
import type { Protocol } from './protocol.ts'
import { idTagOf, infoOf, meterValueOf, reason16, status16 } from './values16.ts'

/** What 1.6 knows of unsigned updates. */
const unsignedFirmwareStatuses = new Set<string>([
  'Idle',
  'Downloading',
  'Downloaded',
  'DownloadFailed',
  'Installing',
  'Installed',
  'InstallationFailed',
])

/** Sent for a transaction whose StartTransaction the CSMS never could process. */
const unknownTransaction = -1

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

  statusOf: status16,
  statusNotification: (station, evse, connector) => ({
    action: 'StatusNotification',
    payload: {
      connectorId: evse.id,
      errorCode: (evse.fault?.errorCode ?? 'NoError') as v16.ChargePointErrorCode,
      ...(evse.fault?.info !== undefined && { info: evse.fault.info.slice(0, 50) }),
      status: status16(station, evse, connector),
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

  authorize: (idToken) => ({
    action: 'Authorize',
    payload: { idTag: idTagOf(idToken) } satisfies v16.AuthorizeRequest,
  }),
  readAuthorize: (response) => infoOf((response as v16.AuthorizeResponse).idTagInfo),

  tells: ({ kind, samples }) => kind !== 'updated' || samples.length > 0,
  transactionEvent(_station, { kind, transaction, at, registerWh, idToken, reservationId, stopReason, samples }) {
    const transactionId = transaction.number ?? unknownTransaction
    const meterValue = samples.filter(({ values }) => values.length > 0).map(meterValueOf)
    switch (kind) {
      case 'started':
        return {
          action: 'StartTransaction',
          payload: {
            connectorId: transaction.evseId,
            idTag: idTagOf(transaction.idToken),
            meterStart: registerWh,
            ...(reservationId !== undefined && { reservationId }),
            timestamp: at.toISOString(),
          } satisfies v16.StartTransactionRequest,
        }
      case 'updated':
        return {
          action: 'MeterValues',
          payload: { connectorId: transaction.evseId, transactionId, meterValue } satisfies v16.MeterValuesRequest,
        }
      case 'ended':
        return {
          action: 'StopTransaction',
          payload: {
            ...(idToken && { idTag: idTagOf(idToken) }),
            meterStop: registerWh,
            timestamp: at.toISOString(),
            transactionId,
            reason: reason16(stopReason),
            ...(meterValue.length > 0 && { transactionData: meterValue }),
          } satisfies v16.StopTransactionRequest,
        }
    }
  },
  readTransactionEvent({ kind, transaction }, response) {
    if (kind === 'updated') return undefined
    const { idTagInfo, transactionId } = response as Partial<v16.StartTransactionResponse>
    if (kind === 'started' && transactionId !== undefined) transaction.number = transactionId
    return idTagInfo && infoOf(idTagInfo)
  },
  meterValues: (connectorId, sample: MeterSample) => ({
    action: 'MeterValues',
    payload: { connectorId, meterValue: [meterValueOf(sample)] } satisfies v16.MeterValuesRequest,
  }),

  firmwareStatus(status, job) {
    if (job?.requestId !== undefined) {
      return {
        action: 'SignedFirmwareStatusNotification',
        payload: { status, requestId: job.requestId } satisfies v16.SignedFirmwareStatusNotificationRequest,
      }
    }
    if (!unsignedFirmwareStatuses.has(status)) return undefined
    return { action: 'FirmwareStatusNotification', payload: { status } }
  },
  logStatus(status, job) {
    if (job?.requestId !== undefined) {
      // A canceled upload has no status of its own in 1.6.
      const told = status === 'AcceptedCanceled' ? 'UploadFailure' : status
      return {
        action: 'LogStatusNotification',
        payload: { status: told, requestId: job.requestId } satisfies v16.LogStatusNotificationRequest,
      }
    }
    const told = status === 'UploadFailure' || status === 'AcceptedCanceled' ? 'UploadFailed' : status
    return {
      action: 'DiagnosticsStatusNotification',
      payload: { status: told } satisfies v16.DiagnosticsStatusNotificationRequest,
    }
  },
  securityEvent: (type, at, techInfo) => ({
    action: 'SecurityEventNotification',
    payload: {
      type,
      timestamp: at.toISOString(),
      ...(techInfo !== undefined && { techInfo }),
    } satisfies v16.SecurityEventNotificationRequest,
  }),
}
