/**
 * Plug & Charge for 1.6: 2.0.1's messages inside DataTransfer, as the OCA's application note "Using ISO 15118 Plug & Charge with
 * OCPP 1.6" has them. The answers say what their 2.0.1 twins say; there, each gives its reason.
 */

import { authorize } from '../authorization/authorize.ts'
import type { StationContext } from '../context.ts'
import type { Vendor } from './vendors.ts'

export const plugAndCharge16: Vendor = {
  Authorize: async (ctx, data) => {
    const idToken = contractOf(data)
    return idToken === null
      ? { status: 'Rejected' }
      : { status: 'Accepted', data: await answerContract(ctx, idToken, data) }
  },
  SignCertificate: () => ({ status: 'Accepted', data: { status: 'Rejected' } }),
  Get15118EVCertificate: () => ({ status: 'Accepted', data: { status: 'Failed', exiResponse: '' } }),
  GetCertificateStatus: () => ({ status: 'Accepted', data: { status: 'Failed' } }),
}

/** The EMAID; in the note a plain text, in stations built after 2.0.1 an object. */
function contractOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('idToken' in data)) return null
  const { idToken } = data
  if (typeof idToken === 'string') return idToken
  const inner = typeof idToken === 'object' && idToken !== null && 'idToken' in idToken ? idToken.idToken : null
  return typeof inner === 'string' ? inner : null
}

async function answerContract(ctx: StationContext, idToken: string, data: unknown): Promise<object> {
  const carriesCertificate = 'certificate' in (data as object) || 'iso15118CertificateHashData' in (data as object)
  // OCPP 2.0.1 part 2, C07: a certificate we cannot verify makes the id token Invalid.
  if (carriesCertificate) return { certificateStatus: 'CertChainError', idTokenInfo: { status: 'Invalid' } }
  const { organisationId, id: stationId } = ctx.station
  const { status } = await authorize(ctx, { organisationId, stationId, idToken, idTokenType: 'eMAID' })
  return { idTokenInfo: { status } }
}
