/** The commands SetChargingProfile and UpdateDynamicSchedule, and the profile that comes with a remote start. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { afterAnswer, type Command, type CommandContext } from '../operations/command.ts'
import { evseOfConnector } from '../stations/evse-of-connector.ts'
import { forget, installedProfiles, installedRow, matches, tellProfilesChanged } from './installed-profile.ts'
import { fromProfile16, fromProfile201 } from './translate-profile.ts'

export const setChargingProfile16: Command<v16.SetChargingProfileRequest, v16.SetChargingProfileResponse> = afterAnswer(
  async (ctx, { connectorId, csChargingProfiles }, { status }) => {
    if (status !== 'Accepted') return
    const profile = fromProfile16(csChargingProfiles)
    const { evseId } = evseOfConnector(ctx.station, connectorId)
    // OCPP 1.6 §5.16.3, §5.16.4: the same purpose and stack level replaces, whatever the id.
    const replaced = (await installedProfiles(ctx.db, ctx.station.id)).filter(
      (other) =>
        other.id !== profile.id &&
        matches(other, {
          evseId,
          purpose: profile.chargingProfilePurpose,
          stackLevel: profile.stackLevel,
        }),
    )
    forget(ctx.writes, ctx.station, replaced)
    putInstalled(ctx, profile, evseId)
  },
)

/** OCPP 2.0.1 part 2, K01.FR.05: a known id is replaced. */
export const setChargingProfile201: Command<
  v201.SetChargingProfileRequest | v21.SetChargingProfileRequest,
  v201.SetChargingProfileResponse | v21.SetChargingProfileResponse
> = afterAnswer((ctx, { evseId, chargingProfile }, { status }) => {
  if (status === 'Accepted') putInstalled(ctx, fromProfile201(chargingProfile), evseId)
})

/** OCPP 1.6 §5.16.2: the profile is for the transaction that will start. Without a connector the station chooses, and we wait to see. */
export const remoteStartTransaction16: Command<v16.RemoteStartTransactionRequest, v16.RemoteStartTransactionResponse> =
  afterAnswer((ctx, { connectorId, chargingProfile }, { status }) => {
    if (status !== 'Accepted' || !chargingProfile || connectorId === undefined) return
    putInstalled(ctx, fromProfile16(chargingProfile), evseOfConnector(ctx.station, connectorId).evseId)
  })

/** OCPP 2.0.1 part 2, F01.FR.08 to F01.FR.11. */
export const requestStartTransaction201: Command<
  v201.RequestStartTransactionRequest | v21.RequestStartTransactionRequest,
  v201.RequestStartTransactionResponse | v21.RequestStartTransactionResponse
> = afterAnswer((ctx, { evseId, chargingProfile }, { status, transactionId }) => {
  if (status !== 'Accepted' || !chargingProfile || evseId === undefined) return
  // F01.FR.13: a transaction that had begun without an id token is named in the answer.
  const profile = { ...fromProfile201(chargingProfile), ...(transactionId !== undefined && { transactionId }) }
  putInstalled(ctx, profile, evseId)
})

/** OCPP 2.1 part 2, K28.FR.06: the values apply at once. */
export const updateDynamicSchedule21: Command<v21.UpdateDynamicScheduleRequest, v21.UpdateDynamicScheduleResponse> =
  afterAnswer(async (ctx, { chargingProfileId, scheduleUpdate }, { status }) => {
    if (status !== 'Accepted') return
    const row = await ctx.db
      .selectFrom('installed_charging_profile')
      .select(['profile', 'evse_id'])
      .where('station_id', '=', ctx.station.id)
      .where('profile_id', '=', chargingProfileId)
      .executeTakeFirst()
    if (row) putInstalled(ctx, updated(row.profile, scheduleUpdate), row.evse_id)
  })

function updated(profile: v21.ChargingProfileType, update: v21.ChargingScheduleUpdateType): v21.ChargingProfileType {
  const chargingSchedule = profile.chargingSchedule.map((schedule) => ({
    ...schedule,
    chargingSchedulePeriod: schedule.chargingSchedulePeriod.map((period) => ({ ...period, ...update })),
  }))
  return { ...profile, chargingSchedule }
}

function putInstalled(ctx: CommandContext, profile: v21.ChargingProfileType, evseId: number): void {
  const at = ctx.now()
  ctx.writes.put('installed_charging_profile', installedRow(ctx.station, profile, { evseId, source: 'CSO', at }))
  tellProfilesChanged(ctx.writes, ctx.station, at)
}
