/** The messages NotifyChargingLimit and ClearedChargingLimit: a limit that neither we nor the station have set. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { recordNotification } from '../stations/record-notification.ts'
import { forget, installedProfiles, matches, tellProfilesChanged } from './installed-profile.ts'

/** OCPP 2.0.1 part 2, K11, K12. */
export function notifyChargingLimit201(
  ctx: StationContext,
  request: v201.NotifyChargingLimitRequest | v21.NotifyChargingLimitRequest,
): v201.NotifyChargingLimitResponse {
  recordNotification(ctx, request)
  return {}
}

/** OCPP 2.0.1 part 2, K13: reported profiles of that source no longer bind. */
export async function clearedChargingLimit201(
  ctx: StationContext,
  request: v201.ClearedChargingLimitRequest | v21.ClearedChargingLimitRequest,
): Promise<v201.ClearedChargingLimitResponse> {
  const { evseId, chargingLimitSource } = request
  const installed = await installedProfiles(ctx.db, ctx.station.id)
  const released = installed.filter((profile) =>
    matches(profile, { evseId, sources: [chargingLimitSource], purpose: 'ChargingStationExternalConstraints' }),
  )
  forget(ctx.writes, ctx.station, released)
  if (released.length > 0) tellProfilesChanged(ctx.writes, ctx.station, ctx.now())
  recordNotification(ctx, request)
  return {}
}
