/** The station makes no certificate requests, so none can be answered. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import { statusInfo } from '../link/message.ts'

export function certificateSigned16(): v16.CertificateSignedResponse {
  return { status: 'Rejected' }
}

export function certificateSigned201(): v201.CertificateSignedResponse {
  return { status: 'Rejected', ...statusInfo('UnsupportedRequest') }
}
