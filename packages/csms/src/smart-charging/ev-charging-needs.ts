/** The messages NotifyEVChargingNeeds and NotifyEVChargingSchedule: what an ISO 15118 EV wants, and what it made of our schedule. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'

/** OCPP 2.0.1 part 2, K15.FR.04: Rejected says that no schedule will come; the station goes by its TxDefaultProfile. */
export function notifyEvChargingNeeds201(
  ctx: StationContext,
  request: v201.NotifyEVChargingNeedsRequest,
): v201.NotifyEVChargingNeedsResponse {
  recordNotification(ctx, request)
  return { status: 'Rejected' }
}

/**
 * OCPP 2.1 part 2, K18.FR.04, K18.FR.22: with ISO 15118-20 the same is said by NoChargingProfile, and Rejected would end the
 * transaction. Only -20 has control modes and V2X parameters (K18.FR.01, K18.FR.06).
 */
export function notifyEvChargingNeeds21(
  ctx: StationContext,
  request: v21.NotifyEVChargingNeedsRequest,
): v21.NotifyEVChargingNeedsResponse {
  recordNotification(ctx, request)
  const { controlMode, v2xChargingParameters } = request.chargingNeeds
  const isDash20 = controlMode !== undefined || v2xChargingParameters !== undefined
  return { status: isDash20 ? 'NoChargingProfile' : 'Rejected' }
}

/** K15.FR.11: we gave no schedule, so the EV's own is within it; what the station limits it has checked (K15.FR.09). */
export function notifyEvChargingSchedule201(
  ctx: StationContext,
  request: v201.NotifyEVChargingScheduleRequest | v21.NotifyEVChargingScheduleRequest,
): v201.NotifyEVChargingScheduleResponse {
  recordNotification(ctx, request)
  return { status: 'Accepted' }
}
