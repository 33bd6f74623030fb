import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type { CertificateHash, Certificates } from './certificates.ts'

/** What the block needs of its station. */
export interface CertificateNeeds {
  readonly certificates: Certificates
}

export function installCertificate(
  { certificates }: CertificateNeeds,
  { certificateType, certificate }: v16.InstallCertificateRequest | v21.InstallCertificateRequest,
): { status: 'Accepted' | 'Rejected' | 'Failed' } {
  return { status: certificates.install(certificateType, certificate) }
}

export function deleteCertificate(
  { certificates }: CertificateNeeds,
  { certificateHashData }: v16.DeleteCertificateRequest | v21.DeleteCertificateRequest,
): { status: 'Accepted' | 'NotFound' } {
  return { status: certificates.delete(certificateHashData as CertificateHash) }
}
