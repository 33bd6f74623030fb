import type * as v16 from '@busbar/ocpp/v16'
import { clearCache16 } from '../authorization/clear-cache.ts'
import { idToken16 } from '../authorization/id-token.ts'
import { getLocalListVersion16, sendLocalList16 } from '../authorization/local-list.ts'
import { changeAvailability16 } from '../availability/change-availability.ts'
import { certificateSigned16 } from '../certificates/certificate-signed.ts'
import { getInstalledCertificateIds16 } from '../certificates/get-installed-certificate-ids.ts'
import { deleteCertificate, installCertificate } from '../certificates/install-certificate.ts'
import { dataTransfer } from '../data-transfer/data-transfer.ts'
import { getDiagnostics16, getLog } from '../diagnostics/get-log.ts'
import type { Evse } from '../evse/evse.ts'
import { hasLock } from '../evse/evse.ts'
import { readMainMeter, readMeter } from '../evse/meter.ts'
import { signedUpdateFirmware16, updateFirmware16 } from '../firmware/update-firmware.ts'
import type { After } from '../link/message.ts'
import { configurationKeys, findKey } from '../provisioning/configuration-keys.ts'
import { reset16 } from '../provisioning/reset.ts'
import { evseOf, remoteStop, requestStart } from '../remote-control/request-start.ts'
import { cancelReservation } from '../reservations/cancel-reservation.ts'
import { reserveNow16 } from '../reservations/reserve-now.ts'
import { profile16, schedule16 } from '../smart-charging/translate-profile.ts'
import type { SimulatedStation } from '../station/station.ts'
import { deauthorize } from '../transactions/charging.ts'
import type { Handler } from './protocol.ts'

type Handlers = { [Action in v16.FromCsms]: Handler<v16.Requests[Action], v16.Responses[Action]> }

/** All that a 1.6 CSMS may ask. */
export const commands16 = {
  CancelReservation: cancelReservation,
  CertificateSigned: certificateSigned16,
  ChangeAvailability: changeAvailability16,
  ChangeConfiguration(station, { key, value }, after) {
    const entry = findKey(key)
    if (!entry) return { status: 'NotSupported' }
    if (!entry.write?.(station, value, after)) return { status: 'Rejected' }
    return { status: entry.needsReboot ? 'RebootRequired' : 'Accepted' }
  },

  ClearCache: clearCache16,
  ClearChargingProfile(station, { id, connectorId, chargingProfilePurpose, stackLevel }) {
    const purpose =
      chargingProfilePurpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : chargingProfilePurpose
    const cleared = station.profiles.clear(
      id === undefined
        ? {
            ...(connectorId !== undefined && { evseId: connectorId }),
            ...(purpose !== undefined && { purpose }),
            ...(stackLevel !== undefined && { stackLevel }),
          }
        : { id },
    )
    return { status: cleared > 0 ? 'Accepted' : 'Unknown' }
  },

  DataTransfer: dataTransfer,
  DeleteCertificate: deleteCertificate,
  ExtendedTriggerMessage(station, { requestedMessage, connectorId }, after) {
    if (requestedMessage === 'SignChargePointCertificate') return { status: 'NotImplemented' }
    return { status: trigger(station, requestedMessage, connectorId, after) }
  },

  GetCompositeSchedule(station, { connectorId, duration, chargingRateUnit }) {
    const evse = station.evses[connectorId - 1]
    if (connectorId !== 0 && !evse) return { status: 'Rejected' }
    const unit = chargingRateUnit ?? (evse?.supply.current === 'DC' ? 'W' : 'A')
    const from = new Date(Math.floor(station.now().getTime() / 1000) * 1000)
    const to = new Date(from.getTime() + Math.max(1, duration) * 1000)
    const periods = station.profiles.composite(connectorId, { from, to, unit })
    return {
      status: 'Accepted',
      connectorId,
      scheduleStart: from.toISOString(),
      chargingSchedule: schedule16(periods, unit, from, duration),
    }
  },

  GetConfiguration(station, { key }) {
    const wanted = key && key.length > 0 ? key : configurationKeys.map((entry) => entry.key)
    const unknownKey = wanted.filter((name) => !findKey(name))
    const configurationKey = wanted.flatMap((name): v16.KeyValue[] => {
      const entry = findKey(name)
      if (!entry) return []
      const value = entry.read(station)
      return [{ key: entry.key, readonly: !entry.write, ...(value !== undefined && { value }) }]
    })
    return { configurationKey, ...(unknownKey.length > 0 && { unknownKey }) }
  },

  GetDiagnostics: getDiagnostics16,
  GetInstalledCertificateIds: getInstalledCertificateIds16,
  GetLocalListVersion: getLocalListVersion16,
  GetLog: getLog,
  InstallCertificate: installCertificate,
  RemoteStartTransaction(station, { connectorId, idTag, chargingProfile }, after) {
    const answer = requestStart(station, {
      ...(connectorId !== undefined && { evseId: connectorId }),
      idToken: idToken16(idTag),
      ...(chargingProfile && { profile: (evseId: number) => profile16(evseId, chargingProfile, station.now()) }),
    })
    if (!answer.ok) return { status: 'Rejected' }
    after(answer.begin)
    return { status: 'Accepted' }
  },

  RemoteStopTransaction(station, { transactionId }, after) {
    const evse = evseOf(station, ({ number }) => number === transactionId)
    if (!evse) return { status: 'Rejected' }
    after(() => remoteStop(station, evse))
    return { status: 'Accepted' }
  },

  ReserveNow: reserveNow16,
  Reset: reset16,
  SendLocalList: sendLocalList16,
  SetChargingProfile(station, { connectorId, csChargingProfiles }) {
    if (!station.settings.smartChargingEnabled) return { status: 'NotSupported' }
    const problem = station.profiles.install(profile16(connectorId, csChargingProfiles, station.now()))
    if (problem) station.log(`charging profile refused: ${problem.message}`)
    return { status: problem ? 'Rejected' : 'Accepted' }
  },

  SignedUpdateFirmware: signedUpdateFirmware16,
  TriggerMessage: (station, { requestedMessage, connectorId }, after) => ({
    status: trigger(station, requestedMessage, connectorId, after),
  }),

  UnlockConnector(station, { connectorId }, after) {
    const evse = station.evses[connectorId - 1]
    if (!evse || !hasLock(evse.connector)) return { status: 'NotSupported' }
    // §5.18: a transaction there is finished first.
    if (evse.transaction) after(() => deauthorize(station, evse, 'UnlockCommand', 'UnlockCommand'))
    return { status: 'Unlocked' }
  },

  UpdateFirmware: updateFirmware16,
} satisfies Handlers

type Triggered = Exclude<v16.MessageTrigger | v16.MessageTriggerEnumType, 'SignChargePointCertificate'>

/** §5.17: the answer first, then the message. */
function trigger(
  station: SimulatedStation,
  message: Triggered,
  connectorId: number | undefined,
  after: After,
): v16.TriggerMessageStatus {
  const { protocol } = station
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
      after(() => {
        const { status, job } = station.firmware
        const told = protocol.firmwareStatus(status, job)
        if (told) void station.send(told)
      })
      break
    case 'Heartbeat':
      after(() => station.registration.sendHeartbeat())
      break
    case 'MeterValues':
      after(() => sendMeterValues(station, evses, connectorId === undefined || connectorId === 0))
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
  station: SimulatedStation,
  message: 'DiagnosticsStatusNotification' | 'LogStatusNotification',
  status: 'Uploading' | 'Idle',
) {
  if (message === 'DiagnosticsStatusNotification') return { action: message, payload: { status } }
  const requestId = station.logs.job?.requestId
  return { action: message, payload: { status, ...(requestId !== undefined && { requestId }) } }
}

function sendMeterValues(station: SimulatedStation, evses: readonly Evse[], main: boolean): void {
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
