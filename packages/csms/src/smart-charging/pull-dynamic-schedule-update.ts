/** The message PullDynamicScheduleUpdate. */
import type * as v21 from '@busbar/ocpp/v21'
import type { StationContext } from '../context.ts'
import type { ChargingProfile } from './charging-profile.ts'
import { chargingProfileOf } from './charging-profile-store.ts'

/** OCPP 2.1 part 2, K28.FR.07, K28.FR.12: our stored profile as it is now, which an operator may have edited since it was sent. */
export async function pullDynamicScheduleUpdate21(
  ctx: StationContext,
  { chargingProfileId }: v21.PullDynamicScheduleUpdateRequest,
): Promise<v21.PullDynamicScheduleUpdateResponse> {
  const profile = await currentProfile(ctx, chargingProfileId)
  const period = profile?.chargingSchedule[0]?.chargingSchedulePeriod[0]
  if (!period || profile?.chargingProfileKind !== 'Dynamic') {
    return { status: 'Rejected', statusInfo: { reasonCode: 'InvalidProfile' } }
  }
  return { status: 'Accepted', scheduleUpdate: updateOf(period) }
}

async function currentProfile(ctx: StationContext, id: number): Promise<ChargingProfile | undefined> {
  const stored = await chargingProfileOf(ctx.db, ctx.station.organisationId, id)
  if (stored) return stored.profile as ChargingProfile
  // Sent raw, it is not in our store, but the station took it from us.
  const installed = await ctx.db
    .selectFrom('installed_charging_profile')
    .select('profile')
    .where('station_id', '=', ctx.station.id)
    .where('profile_id', '=', id)
    .executeTakeFirst()
  return installed?.profile as ChargingProfile | undefined
}

const updateMembers = [
  'limit',
  'limit_L2',
  'limit_L3',
  'dischargeLimit',
  'dischargeLimit_L2',
  'dischargeLimit_L3',
  'setpoint',
  'setpoint_L2',
  'setpoint_L3',
  'setpointReactive',
  'setpointReactive_L2',
  'setpointReactive_L3',
] as const satisfies readonly (keyof v21.ChargingScheduleUpdateType)[]

function updateOf(period: v21.ChargingSchedulePeriodType): v21.ChargingScheduleUpdateType {
  const given = updateMembers.filter((member) => period[member] !== undefined)
  return Object.fromEntries(given.map((member) => [member, period[member]]))
}
