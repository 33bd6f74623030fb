/** All of 2.0.1 that a CSMS may ask. */
import { clearCache201 } from '../authorization/clear-cache.ts'
import { getLocalListVersion201, sendLocalList201 } from '../authorization/local-list.ts'
import { changeAvailability201 } from '../availability/change-availability.ts'
import { certificateSigned201 } from '../certificates/certificate-signed.ts'
import { getInstalledCertificateIds201 } from '../certificates/get-installed-certificate-ids.ts'
import { deleteCertificate, installCertificate } from '../certificates/install-certificate.ts'
import { customerInformation201 } from '../diagnostics/customer-information.ts'
import { getLog } from '../diagnostics/get-log.ts'
import {
  clearVariableMonitoring201,
  getMonitoringReport201,
  setMonitoringBase201,
  setMonitoringLevel201,
  setVariableMonitoring201,
} from '../diagnostics/variable-monitoring.ts'
import {
  clearDisplayMessage201,
  costUpdated201,
  getDisplayMessages201,
  setDisplayMessage201,
} from '../display/display-messages.ts'
import { publishFirmware201, unpublishFirmware201, updateFirmware201 } from '../firmware/update-firmware.ts'
import { getBaseReport201, getReport201 } from '../provisioning/get-report.ts'
import { getVariables201 } from '../provisioning/get-variables.ts'
import { reset201 } from '../provisioning/reset.ts'
import { setNetworkProfile201 } from '../provisioning/set-network-profile.ts'
import { setVariables201 } from '../provisioning/set-variables.ts'
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
import { noVendorExtensions } from './absent-blocks.ts'
import type { Handlers201 } from './handlers.ts'

export const ocpp201 = {
  CancelReservation: cancelReservation,
  CertificateSigned: certificateSigned201,
  ChangeAvailability: changeAvailability201,
  ClearCache: clearCache201,
  ClearChargingProfile: clearChargingProfile201,
  ClearDisplayMessage: clearDisplayMessage201,
  ClearVariableMonitoring: clearVariableMonitoring201,
  CostUpdated: costUpdated201,
  CustomerInformation: customerInformation201,
  DataTransfer: noVendorExtensions,
  DeleteCertificate: deleteCertificate,
  GetBaseReport: getBaseReport201,
  GetChargingProfiles: getChargingProfiles201,
  GetCompositeSchedule: getCompositeSchedule201,
  GetDisplayMessages: getDisplayMessages201,
  GetInstalledCertificateIds: getInstalledCertificateIds201,
  GetLocalListVersion: getLocalListVersion201,
  GetLog: getLog,
  GetMonitoringReport: getMonitoringReport201,
  GetReport: getReport201,
  GetTransactionStatus: getTransactionStatus201,
  GetVariables: getVariables201,
  InstallCertificate: installCertificate,
  PublishFirmware: publishFirmware201,
  RequestStartTransaction: requestStartTransaction201,
  RequestStopTransaction: requestStopTransaction201,
  ReserveNow: reserveNow201,
  Reset: reset201,
  SendLocalList: sendLocalList201,
  SetChargingProfile: setChargingProfile201,
  SetDisplayMessage: setDisplayMessage201,
  SetMonitoringBase: setMonitoringBase201,
  SetMonitoringLevel: setMonitoringLevel201,
  SetNetworkProfile: setNetworkProfile201,
  SetVariableMonitoring: setVariableMonitoring201,
  SetVariables: setVariables201,
  TriggerMessage: triggerMessage201,
  UnlockConnector: unlockConnector201,
  UnpublishFirmware: unpublishFirmware201,
  UpdateFirmware: updateFirmware201,
} satisfies Handlers201
