import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { CertificateNeeds } from './install-certificate.ts'

export function getInstalledCertificateIds16(
  { certificates }: CertificateNeeds,
  { certificateType }: v16.GetInstalledCertificateIdsRequest,
): v16.GetInstalledCertificateIdsResponse {
  const found = certificates.find([certificateType]).map(({ hash }) => hash)
  return found.length > 0 ? { status: 'Accepted', certificateHashData: found } : { status: 'NotFound' }
}

export function getInstalledCertificateIds201(
  { certificates }: CertificateNeeds,
  { certificateType }: v21.GetInstalledCertificateIdsRequest,
): v201.GetInstalledCertificateIdsResponse {
  const found = certificates.find(certificateType)
  if (found.length === 0) return { status: 'NotFound' }
  const chain = found.map(({ use, hash }) => ({
    certificateType: use as v201.GetCertificateIdUseEnumType,
    certificateHashData: hash,
  }))
  return {
    status: 'Accepted',
    certificateHashDataChain: chain as v201.GetInstalledCertificateIdsResponse['certificateHashDataChain'] & object,
  }
}
