/** The message SignCertificate. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'

/** OCPP 1.6 security whitepaper, A02.FR.12, as below. */
export function signCertificate16(
  ctx: StationContext,
  request: v16.SignCertificateRequest,
): v16.SignCertificateResponse {
  recordNotification(ctx, request)
  return { status: 'Rejected' }
}

/** OCPP 2.0.1 part 2, A02.FR.12: Rejected while no certificate authority stands behind us that could sign. */
export function signCertificate201(
  ctx: StationContext,
  request: v201.SignCertificateRequest | v21.SignCertificateRequest,
): v201.SignCertificateResponse {
  recordNotification(ctx, request)
  return {
    status: 'Rejected',
    statusInfo: { reasonCode: 'NotEnabled', additionalInfo: 'no certificate authority is configured' },
  }
}
