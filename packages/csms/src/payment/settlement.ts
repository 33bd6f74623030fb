/** Ad hoc payment at the station: the messages NotifySettlement and VatNumberValidation. */
import type * as v21 from '@busbar/ocpp/v21'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'

/** OCPP 2.1 part 2, C21, C22. A receipt is ours to offer only once we make them. */
export function notifySettlement21(
  ctx: StationContext,
  request: v21.NotifySettlementRequest,
): v21.NotifySettlementResponse {
  recordNotification(ctx, request)
  return {}
}

/** OCPP 2.1 part 2, C24: without a register to ask, no number can be confirmed. */
export function vatNumberValidation21(
  ctx: StationContext,
  request: v21.VatNumberValidationRequest,
): v21.VatNumberValidationResponse {
  recordNotification(ctx, request)
  const { vatNumber, evseId } = request
  return {
    status: 'Rejected',
    vatNumber,
    ...(evseId !== undefined && { evseId }),
    statusInfo: { reasonCode: 'NotEnabled', additionalInfo: 'VAT numbers are not checked here' },
  }
}
