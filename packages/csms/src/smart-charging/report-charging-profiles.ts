/** The command GetChargingProfiles and the message ReportChargingProfiles, its answer in parts. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import type { Writes } from '../db/writes.ts'
import type { Command } from '../operations/command.ts'
import { type Operation, startsOperation } from '../operations/operation.ts'
import { recordReport } from '../operations/record-report.ts'
import { eachItem } from '../stations/each-item.ts'
import type { LiveStation } from '../stations/live-station.ts'
import {
  type Criteria,
  forget,
  type InstalledProfile,
  installedProfiles,
  installedRow,
  matches,
  tellProfilesChanged,
} from './installed-profile.ts'
import { fromProfile201 } from './translate-profile.ts'

type GetRequest = v201.GetChargingProfilesRequest | v21.GetChargingProfilesRequest

/** OCPP 2.0.1 part 2, K09. NoProfiles: what we thought was there is not. */
export const getChargingProfiles201: Command<
  GetRequest,
  v201.GetChargingProfilesResponse | v21.GetChargingProfilesResponse
> = async (ctx, request, send) => {
  const answer = await startsOperation('charging-profiles')(ctx, request, send)
  if (answer.outcome === 'answered' && answer.response.status === 'NoProfiles') {
    const installed = await installedProfiles(ctx.db, ctx.station.id)
    forgetUnreported(ctx.writes, ctx.station, installed, { criteria: criteriaOf(request), reported: new Set() })
    tellProfilesChanged(ctx.writes, ctx.station, ctx.now())
  }
  return answer
}

/** Once the report is complete, what was asked for and not reported is known to be gone. */
export async function reportChargingProfiles201(
  ctx: StationContext,
  request: v201.ReportChargingProfilesRequest | v21.ReportChargingProfilesRequest,
): Promise<v201.ReportChargingProfilesResponse> {
  const { station, writes } = ctx
  const { evseId, chargingLimitSource: source, tbc } = request
  const at = ctx.now()
  const profiles: readonly (v201.ChargingProfileType | v21.ChargingProfileType)[] = request.chargingProfile
  eachItem(ctx, '/chargingProfile', profiles, (profile) => {
    writes.put('installed_charging_profile', installedRow(station, fromProfile201(profile), { evseId, source, at }))
  })
  const ids = profiles.map(({ id }) => id)
  const operation = await recordReport(ctx, 'charging-profiles', request, { tbc, items: ids })
  if (operation?.status === 'Complete') {
    forgetUnreported(writes, station, await installedProfiles(ctx.db, station.id), {
      criteria: criteriaOf(requestOf(operation)),
      reported: new Set(operation.detail.items),
    })
  }
  tellProfilesChanged(writes, station, at)
  return {}
}

/** As it was sent, after the validator of its version. */
const requestOf = ({ detail }: Operation): GetRequest => detail.request as unknown as GetRequest

const criteriaOf = ({ evseId, chargingProfile }: GetRequest): Criteria => ({
  evseId,
  ids: chargingProfile.chargingProfileId,
  purpose: chargingProfile.chargingProfilePurpose,
  stackLevel: chargingProfile.stackLevel,
  sources: chargingProfile.chargingLimitSource,
})

function forgetUnreported(
  writes: Writes,
  station: LiveStation,
  installed: readonly InstalledProfile[],
  { criteria, reported }: { readonly criteria: Criteria; readonly reported: ReadonlySet<unknown> },
): void {
  forget(
    writes,
    station,
    installed.filter((profile) => matches(profile, criteria) && !reported.has(profile.id)),
  )
}
