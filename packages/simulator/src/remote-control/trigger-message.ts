/** The answer first, then the message (1.6 §5.17, 2.0.1 F06). */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StatusReports } from '../availability/status-reports.ts'
import type { LogWords } from '../diagnostics/log-status-notification.ts'
import type { LogUploader } from '../diagnostics/log-uploader.ts'
import type { Evse } from '../evse/evse.ts'
import { readMainMeter, readMeter } from '../evse/meter.ts'
import type { FirmwareWords } from '../firmware/firmware-status-notification.ts'
import type { FirmwareUpdater } from '../firmware/firmware-updater.ts'
import { type After, statusInfo } from '../link/message.ts'
import type { Registration } from '../provisioning/registration.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'
import { emit } from '../transactions/tell-event.ts'

interface Needs extends TransactionNeeds {
  readonly protocol: TransactionNeeds['protocol'] & FirmwareWords & LogWords
  readonly registration: Pick<Registration, 'status' | 'sendBoot' | 'sendHeartbeat'>
  readonly statusReports: Pick<StatusReports, 'update' | 'report' | 'reportStation'>
  readonly firmware: Pick<FirmwareUpdater, 'status' | 'job'>
  readonly logs: Pick<LogUploader, 'job'>
}

export function triggerMessage16(
  station: Needs,
  { requestedMessage, connectorId }: v16.TriggerMessageRequest,
  after: After,
): v16.TriggerMessageResponse {
  return { status: trigger16(station, requestedMessage, connectorId, after) }
}

export function extendedTriggerMessage16(
  station: Needs,
  { requestedMessage, connectorId }: v16.ExtendedTriggerMessageRequest,
  after: After,
): v16.ExtendedTriggerMessageResponse {
  if (requestedMessage === 'SignChargePointCertificate') return { status: 'NotImplemented' }
  return { status: trigger16(station, requestedMessage, connectorId, after) }
}

function trigger16(
  station: Needs,
  message: Exclude<v16.MessageTrigger | v16.MessageTriggerEnumType, 'SignChargePointCertificate'>,
  connectorId: number | undefined,
  after: After,
): v16.TriggerMessageStatus {
  const evse = connectorId === undefined ? undefined : station.evses[connectorId - 1]
  const perConnector = message === 'MeterValues' || message === 'StatusNotification'
  if (perConnector && connectorId !== undefined && connectorId !== 0 && !evse) return 'Rejected'
  const evses = evse ? [evse] : station.evses
  switch (message) {
    case 'BootNotification':
      after(() => station.registration.sendBoot('Triggered'))
      break
    case 'DiagnosticsStatusNotification':
    case 'LogStatusNotification': {
      const { job } = station.logs
      after(() => void station.send(logStatusOf(station, message, job ? 'Uploading' : 'Idle')))
      break
    }
    case 'FirmwareStatusNotification':
      after(() => sendFirmwareStatus(station))
      break
    case 'Heartbeat':
      after(() => station.registration.sendHeartbeat())
      break
    case 'MeterValues':
      after(() => sendMeterValues16(station, evses, connectorId === undefined || connectorId === 0))
      break
    case 'StatusNotification':
      after(() => {
        if (!evse) station.statusReports.reportStation()
        if (connectorId !== 0) for (const each of evses) void station.statusReports.report(each, each.connector)
      })
      break
  }
  return 'Accepted'
}

/** The core profile and the security extension each have a message of their own for it. */
function logStatusOf(
  station: Needs,
  message: 'DiagnosticsStatusNotification' | 'LogStatusNotification',
  status: 'Uploading' | 'Idle',
) {
  if (message === 'DiagnosticsStatusNotification') return { action: message, payload: { status } }
  const requestId = station.logs.job?.requestId
  return { action: message, payload: { status, ...(requestId !== undefined && { requestId }) } }
}

function sendMeterValues16(station: Needs, evses: readonly Evse[], main: boolean): void {
  const { settings, protocol } = station
  for (const evse of evses) {
    evse.settle(station.clock.now())
    const reading = readMeter(evse, settings.sampledMeasurands, station.now(), 'Trigger')
    const message = protocol.meterValues(evse.id, reading)
    const transactionId = evse.transaction?.number
    void station.send(
      transactionId === undefined ? message : { ...message, payload: { ...message.payload, transactionId } },
    )
  }
  if (!main) return
  const reading = readMainMeter(station.evses, settings.sampledMeasurands, station.now())
  void station.send(protocol.meterValues(0, { ...reading, context: 'Trigger' }))
}

export function triggerMessage201(
  station: Needs,
  { requestedMessage, evse: target }: v21.TriggerMessageRequest,
  after: After,
): v201.TriggerMessageResponse {
  const { protocol } = station
  if (target && target.id !== 0 && !station.evses[target.id - 1])
    return { status: 'Rejected', ...statusInfo('UnknownEvse') }
  const evses = target && target.id !== 0 ? station.evses.filter(({ id }) => id === target.id) : station.evses
  switch (requestedMessage) {
    case 'BootNotification':
      if (station.registration.status === 'Accepted') return { status: 'Rejected' } // F06.FR.17
      after(() => station.registration.sendBoot('Triggered'))
      break
    case 'Heartbeat':
      after(() => station.registration.sendHeartbeat())
      break
    case 'StatusNotification':
      after(() => {
        for (const evse of evses) {
          for (const connector of evse.connectors) {
            if (target?.connectorId === undefined || connector.id === target.connectorId) {
              void station.statusReports.report(evse, connector)
            }
          }
        }
      })
      break
    case 'MeterValues':
      after(() => sendMeterValues201(station, target?.id === 0 ? [] : evses, !target || target.id === 0))
      break
    case 'TransactionEvent': {
      const charging = evses.filter(({ transaction }) => transaction)
      if (charging.length === 0) return { status: 'Rejected', ...statusInfo('TxNotFound') }
      after(() => sendTransactionEvents(station, charging))
      break
    }
    case 'LogStatusNotification':
      after(() => void station.send(protocol.logStatus(station.logs.job ? 'Uploading' : 'Idle', station.logs.job))) // F06.FR.14, F06.FR.15
      break
    case 'FirmwareStatusNotification':
      after(() => sendFirmwareStatus(station)) // F06.FR.16
      break
    default:
      return { status: 'NotImplemented' } // F06.FR.08
  }
  return { status: 'Accepted' }
}

function sendMeterValues201(station: Needs, evses: readonly Evse[], main: boolean): void {
  const { settings, protocol } = station
  for (const evse of evses) {
    evse.settle(station.clock.now())
    const reading = readMeter(evse, settings.alignedMeasurands, station.now(), 'Trigger') // F06.FR.06
    if (reading.values.length > 0) void station.send(protocol.meterValues(evse.id, reading))
  }
  if (!main) return
  const reading = readMainMeter(station.evses, settings.alignedMeasurands, station.now())
  if (reading.values.length > 0) void station.send(protocol.meterValues(0, { ...reading, context: 'Trigger' }))
}

function sendTransactionEvents(station: Needs, charging: readonly Evse[]): void {
  for (const evse of charging) {
    if (!evse.transaction) continue
    evse.settle(station.clock.now())
    const reading = readMeter(evse, station.settings.sampledMeasurands, station.now(), 'Trigger') // F06.FR.07
    emit(station, evse, evse.transaction, 'updated', 'Trigger', [reading])
  }
}

function sendFirmwareStatus(station: Needs): void {
  const { status, job } = station.firmware
  const message = station.protocol.firmwareStatus(status, job)
  if (message) void station.send(message)
}
