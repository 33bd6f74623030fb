/** All of 1.6 and its security extension that a CSMS may ask. */
import { clearCache16 } from '../authorization/clear-cache.ts'
import { getLocalListVersion16, sendLocalList16 } from '../authorization/local-list.ts'
import { changeAvailability16 } from '../availability/change-availability.ts'
import { certificateSigned16 } from '../certificates/certificate-signed.ts'
import { getInstalledCertificateIds16 } from '../certificates/get-installed-certificate-ids.ts'
import { deleteCertificate, installCertificate } from '../certificates/install-certificate.ts'
import { getDiagnostics16, getLog } from '../diagnostics/get-log.ts'
import { signedUpdateFirmware16, updateFirmware16 } from '../firmware/update-firmware.ts'
import { changeConfiguration16, getConfiguration16 } from '../provisioning/configuration.ts'
import { reset16 } from '../provisioning/reset.ts'
import { remoteStartTransaction16 } from '../remote-control/request-start.ts'
import { remoteStopTransaction16 } from '../remote-control/request-stop.ts'
import { extendedTriggerMessage16, triggerMessage16 } from '../remote-control/trigger-message.ts'
import { unlockConnector16 } from '../remote-control/unlock-connector.ts'
import { cancelReservation } from '../reservations/cancel-reservation.ts'
import { reserveNow16 } from '../reservations/reserve-now.ts'
import { clearChargingProfile16 } from '../smart-charging/clear-charging-profile.ts'
import { getCompositeSchedule16 } from '../smart-charging/get-composite-schedule.ts'
import { setChargingProfile16 } from '../smart-charging/set-charging-profile.ts'
import { noVendorExtensions } from './absent-blocks.ts'
import type { Handlers16 } from './handlers.ts'

export const ocpp16 = {
  CancelReservation: cancelReservation,
  CertificateSigned: certificateSigned16,
  ChangeAvailability: changeAvailability16,
  ChangeConfiguration: changeConfiguration16,
  ClearCache: clearCache16,
  ClearChargingProfile: clearChargingProfile16,
  DataTransfer: noVendorExtensions,
  DeleteCertificate: deleteCertificate,
  ExtendedTriggerMessage: extendedTriggerMessage16,
  GetCompositeSchedule: getCompositeSchedule16,
  GetConfiguration: getConfiguration16,
  GetDiagnostics: getDiagnostics16,
  GetInstalledCertificateIds: getInstalledCertificateIds16,
  GetLocalListVersion: getLocalListVersion16,
  GetLog: getLog,
  InstallCertificate: installCertificate,
  RemoteStartTransaction: remoteStartTransaction16,
  RemoteStopTransaction: remoteStopTransaction16,
  ReserveNow: reserveNow16,
  Reset: reset16,
  SendLocalList: sendLocalList16,
  SetChargingProfile: setChargingProfile16,
  SignedUpdateFirmware: signedUpdateFirmware16,
  TriggerMessage: triggerMessage16,
  UnlockConnector: unlockConnector16,
  UpdateFirmware: updateFirmware16,
} satisfies Handlers16
