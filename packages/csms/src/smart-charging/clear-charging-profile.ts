/** The command ClearChargingProfile. Unknown, too, tells us that the station has no such profile. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { afterAnswer, type Command, type CommandContext } from '../operations/command.ts'
import { evseOfConnector } from '../stations/evse-of-connector.ts'
import { type Criteria, forget, installedProfiles, isOurs, matches, tellProfilesChanged } from './installed-profile.ts'

/** OCPP 1.6 §5.5. */
export const clearChargingProfile16: Command<v16.ClearChargingProfileRequest, v16.ClearChargingProfileResponse> =
  afterAnswer((ctx, { id, connectorId, chargingProfilePurpose: purpose, stackLevel }) =>
    forgetMatching(ctx, {
      ids: id === undefined ? undefined : [id],
      evseId: connectorId === undefined ? undefined : evseOfConnector(ctx.station, connectorId).evseId,
      purpose: purpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : purpose,
      stackLevel,
    }),
  )

/** OCPP 2.0.1 part 2, K10.FR.03, K10.FR.04: an id stands alone, the other criteria are joined by and. */
export const clearChargingProfile201: Command<
  v201.ClearChargingProfileRequest | v21.ClearChargingProfileRequest,
  v201.ClearChargingProfileResponse | v21.ClearChargingProfileResponse
> = afterAnswer((ctx, { chargingProfileId, chargingProfileCriteria: criteria }) =>
  forgetMatching(
    ctx,
    chargingProfileId === undefined
      ? { evseId: criteria?.evseId, purpose: criteria?.chargingProfilePurpose, stackLevel: criteria?.stackLevel }
      : { ids: [chargingProfileId] },
  ),
)

async function forgetMatching(ctx: CommandContext, criteria: Criteria): Promise<void> {
  const installed = await installedProfiles(ctx.db, ctx.station.id)
  const gone = installed.filter((profile) => isOurs(profile) && matches(profile, criteria))
  forget(ctx.writes, ctx.station, gone)
  if (gone.length > 0) tellProfilesChanged(ctx.writes, ctx.station, ctx.now())
}
