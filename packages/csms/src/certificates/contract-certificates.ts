/** The messages Get15118EVCertificate, GetCertificateStatus and GetCertificateChainStatus: what an EV's Plug & Charge asks of a PKI. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'

const noPki = { reasonCode: 'NotEnabled', additionalInfo: 'no ISO 15118 certificate service is configured' }

/** OCPP 2.0.1 part 2, M01, M02: without a contract certificate pool there is nothing to install; `exiResponse` is required. */
export function get15118EvCertificate201(
  ctx: StationContext,
  request: v201.Get15118EVCertificateRequest | v21.Get15118EVCertificateRequest,
): v201.Get15118EVCertificateResponse {
  recordNotification(ctx, request)
  return { status: 'Failed', statusInfo: noPki, exiResponse: '' }
}

/** OCPP 2.0.1 part 2, M06.FR.04: Failed says that we could not find out, not that the certificate is bad. */
export function getCertificateStatus201(
  ctx: StationContext,
  request: v201.GetCertificateStatusRequest | v21.GetCertificateStatusRequest,
): v201.GetCertificateStatusResponse {
  recordNotification(ctx, request)
  return { status: 'Failed', statusInfo: noPki }
}

/** OCPP 2.1 part 2, M07.FR.02, M07.FR.05: Failed for each we could not ask about. */
export function getCertificateChainStatus21(
  ctx: StationContext,
  request: v21.GetCertificateChainStatusRequest,
): v21.GetCertificateChainStatusResponse {
  recordNotification(ctx, request)
  return {
    certificateStatus: request.certificateStatusRequests.map(({ certificateHashData, source }) => ({
      certificateHashData,
      source,
      status: 'Failed',
      // Nothing that may be kept: ask again when it is needed.
      nextUpdate: ctx.now().toISOString(),
    })),
  }
}
