/** What the CSMS orders of firmware. A station publishes none to its neighbours. */
import { X509Certificate } from 'node:crypto'
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { statusInfo } from '../link/message.ts'
import { type SecurityNeeds, tellSecurityEvent } from '../security/security-event-notification.ts'
import type { FirmwareUpdater } from './firmware-updater.ts'

interface Needs extends SecurityNeeds {
  readonly firmware: Pick<FirmwareUpdater, 'begin'>
}

export function updateFirmware16(
  { firmware }: Needs,
  { location, retrieveDate, retries, retryInterval }: v16.UpdateFirmwareRequest,
): v16.UpdateFirmwareResponse {
  firmware.begin({
    location,
    retrieveAt: new Date(retrieveDate),
    retries: retries ?? 0,
    retryIntervalS: retryInterval ?? 60,
    signed: false,
  })
  return {}
}

export function signedUpdateFirmware16(
  station: Needs,
  { requestId, firmware, retries, retryInterval }: v16.SignedUpdateFirmwareRequest,
): v16.SignedUpdateFirmwareResponse {
  if (!isUsableCertificate(firmware.signingCertificate, station.now())) {
    tellSecurityEvent(station, 'InvalidFirmwareSigningCertificate')
    return { status: 'InvalidCertificate' }
  }
  const canceled = station.firmware.begin({
    requestId,
    location: firmware.location,
    retrieveAt: new Date(firmware.retrieveDateTime),
    ...(firmware.installDateTime !== undefined && { installAt: new Date(firmware.installDateTime) }),
    retries: retries ?? 0,
    retryIntervalS: retryInterval ?? 60,
    signed: true,
  })
  return { status: canceled ? 'AcceptedCanceled' : 'Accepted' }
}

export function updateFirmware201(
  station: Needs,
  { requestId, firmware, retries, retryInterval }: v21.UpdateFirmwareRequest,
): v201.UpdateFirmwareResponse {
  const { location, retrieveDateTime, installDateTime, signingCertificate } = firmware
  if (signingCertificate !== undefined && !isUsableCertificate(signingCertificate, station.now())) {
    tellSecurityEvent(station, 'InvalidFirmwareSigningCertificate') // L01.FR.02
    return { status: 'InvalidCertificate', ...statusInfo('InvalidCertificate') } // L01.FR.22
  }
  const canceled = station.firmware.begin({
    requestId,
    location,
    retrieveAt: new Date(retrieveDateTime),
    ...(installDateTime !== undefined && { installAt: new Date(installDateTime) }),
    retries: retries ?? 0,
    retryIntervalS: retryInterval ?? 60,
    signed: signingCertificate !== undefined,
  })
  return { status: canceled ? 'AcceptedCanceled' : 'Accepted' } // L01.FR.24
}

/** Whether the station could check a signature by this certificate at all. */
function isUsableCertificate(pem: string, at: Date): boolean {
  try {
    const certificate = new X509Certificate(pem)
    return new Date(certificate.validFrom) <= at && at <= new Date(certificate.validTo)
  } catch {
    return false
  }
}

export function publishFirmware201(): v201.PublishFirmwareResponse {
  return { status: 'Rejected', ...statusInfo('UnsupportedRequest') }
}

export function unpublishFirmware201(): v201.UnpublishFirmwareResponse {
  return { status: 'NoFirmware' }
}
