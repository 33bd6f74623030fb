import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { clearCache201 } from '../authorization/clear-cache.ts'
import { idToken201 } from '../authorization/id-token.ts'
import { getLocalListVersion201, sendLocalList201 } from '../authorization/local-list.ts'
import { changeAvailability201 } from '../availability/change-availability.ts'
import { certificateSigned201 } from '../certificates/certificate-signed.ts'
import { getInstalledCertificateIds201 } from '../certificates/get-installed-certificate-ids.ts'
import { deleteCertificate, installCertificate } from '../certificates/install-certificate.ts'
import { dataTransfer } from '../data-transfer/data-transfer.ts'
import { customerInformation201 } from '../diagnostics/customer-information.ts'
import { getLog } from '../diagnostics/get-log.ts'
import {
  clearDisplayMessage201,
  costUpdated201,
  getDisplayMessages201,
  setDisplayMessage201,
} from '../display/display-messages.ts'
import { hasLock } from '../evse/evse.ts'
import { readMainMeter, readMeter } from '../evse/meter.ts'
import { publishFirmware201, unpublishFirmware201, updateFirmware201 } from '../firmware/update-firmware.ts'
import type { After } from '../link/message.ts'
import { statusInfo } from '../link/message.ts'
import { deviceModelOf, isOfComponent, isVariable } from '../provisioning/device-model.ts'
import { reset201 } from '../provisioning/reset.ts'
import { baseReport, customReport, getVariable, sendReport, setVariable } from '../provisioning/variables.ts'
import { evseOf, remoteStop, requestStart } from '../remote-control/request-start.ts'
import { cancelReservation } from '../reservations/cancel-reservation.ts'
import { reserveNow201 } from '../reservations/reserve-now.ts'
import {
  clearChargingProfile,
  getChargingProfiles,
  getCompositeSchedule,
  setChargingProfile,
} from '../smart-charging/profile-commands.ts'
import { profile201 } from '../smart-charging/translate-profile.ts'
import type { SimulatedStation } from '../station/station.ts'
import { getTransactionStatus201 } from '../transactions/get-transaction-status.ts'
import { emit } from '../transactions/tell-event.ts'
import type { Handler } from './protocol.ts'

/** Requests as 2.1 may widen them, answers as 2.0.1 knows them: so each serves both. */
export type Handlers201 = { [Action in v201.FromCsms]: Handler<v21.Requests[Action], v201.Responses[Action]> }

/** All that a 2.0.1 CSMS may ask. */
export const commands201 = {
  CancelReservation: cancelReservation,
  CertificateSigned: certificateSigned201,
  ChangeAvailability: changeAvailability201,
  ClearCache: clearCache201,
  ClearChargingProfile: clearChargingProfile,

  ClearDisplayMessage: clearDisplayMessage201,
  ClearVariableMonitoring: (_station, { id }) => ({
    clearMonitoringResult: id.map((each) => ({
      id: each,
      status: 'NotFound' as const,
    })) as v201.ClearVariableMonitoringResponse['clearMonitoringResult'],
  }),

  CostUpdated: costUpdated201,
  CustomerInformation: customerInformation201,
  DataTransfer: dataTransfer,
  DeleteCertificate: deleteCertificate,
  GetBaseReport(station, { requestId, reportBase }, after) {
    after(() => sendReport(station, requestId, baseReport(station, reportBase)))
    return { status: 'Accepted' }
  },

  GetChargingProfiles: getChargingProfiles,

  GetCompositeSchedule: getCompositeSchedule,

  GetDisplayMessages: getDisplayMessages201,
  GetInstalledCertificateIds: getInstalledCertificateIds201,
  GetLocalListVersion: getLocalListVersion201,
  GetLog: getLog,
  GetMonitoringReport: () => ({ status: 'NotSupported' }),

  GetReport(station, request, after) {
    const entries = customReport(station, request)
    if (entries.length === 0) return { status: 'EmptyResultSet', ...statusInfo('NotFound') }
    after(() => sendReport(station, request.requestId, entries))
    return { status: 'Accepted' }
  },

  GetTransactionStatus: getTransactionStatus201,
  GetVariables(station, { getVariableData }) {
    const model = deviceModelOf(station)
    return {
      getVariableResult: getVariableData.map((each) =>
        getVariable(model, station, each),
      ) as v201.GetVariablesResponse['getVariableResult'],
    }
  },

  InstallCertificate: installCertificate,
  PublishFirmware: publishFirmware201,
  RequestStartTransaction(station, request, after) {
    const { evseId, idToken, groupIdToken, remoteStartId, chargingProfile } = request
    const answer = requestStart(station, {
      ...(evseId !== undefined && { evseId }),
      idToken: idToken201(idToken),
      ...(groupIdToken && { groupIdToken: groupIdToken.idToken }),
      remoteStartId,
      ...(chargingProfile && { profile: (id: number) => profile201(id, chargingProfile, station.now()) }),
    })
    if (!answer.ok) return { status: 'Rejected', ...statusInfo(answer.reasonCode) }
    after(answer.begin)
    const transactionId = answer.evse.transaction?.id // F01.FR.13
    return { status: 'Accepted', ...(transactionId !== undefined && { transactionId }) }
  },

  RequestStopTransaction(station, { transactionId }, after) {
    const evse = evseOf(station, ({ id }) => id === transactionId)
    if (!evse) return { status: 'Rejected', ...statusInfo('TxNotFound') } // F03.FR.08
    after(() => remoteStop(station, evse))
    return { status: 'Accepted' }
  },

  ReserveNow: reserveNow201,
  Reset: reset201,
  SendLocalList: sendLocalList201,
  SetChargingProfile: setChargingProfile,

  SetDisplayMessage: setDisplayMessage201,
  SetMonitoringBase: () => ({ status: 'NotSupported' }),

  SetMonitoringLevel: () => ({ status: 'Rejected', ...statusInfo('UnsupportedRequest') }),

  SetNetworkProfile(station, { configurationSlot, connectionData }) {
    station.networkProfiles.set(configurationSlot, connectionData)
    return { status: 'Accepted' }
  },

  SetVariableMonitoring(station, { setMonitoringData }) {
    const model = deviceModelOf(station)
    const results = setMonitoringData.map(({ type, severity, component, variable }) => {
      const name = { component, variable }
      const known = model.some((entry) => isVariable(entry, name))
      const status = known
        ? 'UnsupportedMonitorType'
        : model.some((entry) => isOfComponent(entry, name))
          ? 'UnknownVariable'
          : 'UnknownComponent'
      return { status, type: type as v201.MonitorEnumType, severity, component, variable }
    })
    return { setMonitoringResult: results as v201.SetVariableMonitoringResponse['setMonitoringResult'] }
  },

  SetVariables(station, { setVariableData }, after) {
    const model = deviceModelOf(station)
    return {
      setVariableResult: setVariableData.map((each) =>
        setVariable(model, station, each, after),
      ) as v201.SetVariablesResponse['setVariableResult'],
    }
  },

  TriggerMessage: (station, request, after) => trigger(station, request, after),

  UnlockConnector(station, { evseId, connectorId }) {
    const evse = station.evses[evseId - 1]
    const connector = evse?.connectors[connectorId - 1]
    if (!evse || !connector) return { status: 'UnknownConnector', ...statusInfo('UnknownConnectorId') } // F05.FR.03
    if (evse.transaction && evse.authorization && evse.connectorId === connectorId) {
      return { status: 'OngoingAuthorizedTransaction' } // F05.FR.02
    }
    if (!hasLock(connector)) return { status: 'UnlockFailed', ...statusInfo('FixedCable') }
    return { status: 'Unlocked' }
  },

  UnpublishFirmware: unpublishFirmware201,
  UpdateFirmware: updateFirmware201,
} satisfies Handlers201

/** F06: the answer first, then the message. */
function trigger(
  station: SimulatedStation,
  { requestedMessage, evse: target }: v21.TriggerMessageRequest,
  after: After,
): v201.TriggerMessageResponse {
  const { protocol, settings } = station
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
      after(() => {
        for (const evse of target?.id === 0 ? [] : evses) {
          evse.settle(station.clock.now())
          const reading = readMeter(evse, settings.alignedMeasurands, station.now(), 'Trigger') // F06.FR.06
          if (reading.values.length > 0) void station.send(protocol.meterValues(evse.id, reading))
        }
        const main = readMainMeter(station.evses, settings.alignedMeasurands, station.now())
        if ((!target || target.id === 0) && main.values.length > 0) {
          void station.send(protocol.meterValues(0, { ...main, context: 'Trigger' }))
        }
      })
      break
    case 'TransactionEvent': {
      const charging = evses.filter(({ transaction }) => transaction)
      if (charging.length === 0) return { status: 'Rejected', ...statusInfo('TxNotFound') }
      after(() => {
        for (const evse of charging) {
          if (!evse.transaction) continue
          evse.settle(station.clock.now())
          const reading = readMeter(evse, settings.sampledMeasurands, station.now(), 'Trigger') // F06.FR.07
          emit(station, evse, evse.transaction, 'updated', 'Trigger', [reading])
        }
      })
      break
    }
    case 'LogStatusNotification':
      after(() => void station.send(protocol.logStatus(station.logs.job ? 'Uploading' : 'Idle', station.logs.job))) // F06.FR.14, F06.FR.15
      break
    case 'FirmwareStatusNotification':
      after(() => {
        const message = protocol.firmwareStatus(station.firmware.status, station.firmware.job) // F06.FR.16
        if (message) void station.send(message)
      })
      break
    default:
      return { status: 'NotImplemented' } // F06.FR.08
  }
  return { status: 'Accepted' }
}
