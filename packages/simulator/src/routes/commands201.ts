import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { clearCache201 } from '../authorization/clear-cache.ts'
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
import { publishFirmware201, unpublishFirmware201, updateFirmware201 } from '../firmware/update-firmware.ts'
import { statusInfo } from '../link/message.ts'
import { deviceModelOf, isOfComponent, isVariable } from '../provisioning/device-model.ts'
import { reset201 } from '../provisioning/reset.ts'
import { baseReport, customReport, getVariable, sendReport, setVariable } from '../provisioning/variables.ts'
import { requestStartTransaction201 } from '../remote-control/request-start.ts'
import { requestStopTransaction201 } from '../remote-control/request-stop.ts'
import { triggerMessage201 } from '../remote-control/trigger-message.ts'
import { unlockConnector201 } from '../remote-control/unlock-connector.ts'
import { cancelReservation } from '../reservations/cancel-reservation.ts'
import { reserveNow201 } from '../reservations/reserve-now.ts'
import { clearChargingProfile201 } from '../smart-charging/clear-charging-profile.ts'
import { getChargingProfiles201 } from '../smart-charging/get-charging-profiles.ts'
import { getCompositeSchedule201 } from '../smart-charging/get-composite-schedule.ts'
import { setChargingProfile201 } from '../smart-charging/set-charging-profile.ts'
import { getTransactionStatus201 } from '../transactions/get-transaction-status.ts'
import type { Handler } from './protocol.ts'

/** Requests as 2.1 may widen them, answers as 2.0.1 knows them: so each serves both. */
export type Handlers201 = { [Action in v201.FromCsms]: Handler<v21.Requests[Action], v201.Responses[Action]> }

/** All that a 2.0.1 CSMS may ask. */
export const commands201 = {
  CancelReservation: cancelReservation,
  CertificateSigned: certificateSigned201,
  ChangeAvailability: changeAvailability201,
  ClearCache: clearCache201,
  ClearChargingProfile: clearChargingProfile201,
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

  GetChargingProfiles: getChargingProfiles201,
  GetCompositeSchedule: getCompositeSchedule201,
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
  RequestStartTransaction: requestStartTransaction201,
  RequestStopTransaction: requestStopTransaction201,
  ReserveNow: reserveNow201,
  Reset: reset201,
  SendLocalList: sendLocalList201,
  SetChargingProfile: setChargingProfile201,
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

  TriggerMessage: triggerMessage201,
  UnlockConnector: unlockConnector201,
  UnpublishFirmware: unpublishFirmware201,
  UpdateFirmware: updateFirmware201,
} satisfies Handlers201
