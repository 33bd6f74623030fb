import type * as v16 from '@busbar/ocpp/v16'
import { clearCache16 } from '../authorization/clear-cache.ts'
import { getLocalListVersion16, sendLocalList16 } from '../authorization/local-list.ts'
import { changeAvailability16 } from '../availability/change-availability.ts'
import { certificateSigned16 } from '../certificates/certificate-signed.ts'
import { getInstalledCertificateIds16 } from '../certificates/get-installed-certificate-ids.ts'
import { deleteCertificate, installCertificate } from '../certificates/install-certificate.ts'
import { dataTransfer } from '../data-transfer/data-transfer.ts'
import { getDiagnostics16, getLog } from '../diagnostics/get-log.ts'
import { signedUpdateFirmware16, updateFirmware16 } from '../firmware/update-firmware.ts'
import { configurationKeys, findKey } from '../provisioning/configuration-keys.ts'
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
  ClearChargingProfile: clearChargingProfile16,
  DataTransfer: dataTransfer,
  DeleteCertificate: deleteCertificate,
  ExtendedTriggerMessage: extendedTriggerMessage16,
  GetCompositeSchedule: getCompositeSchedule16,
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
} satisfies Handlers
