import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { After } from '../link/message.ts'
import { statusInfo } from '../link/message.ts'
import type { SimulatedStation } from '../station/station.ts'
import type { InstalledProfile, ProfileFilter } from './profiles.ts'
import { periods201, profile201 } from './translate-profile.ts'

/** Charging profiles, as 2.x speaks of them. */

/** Who set the profiles we have: the charging station operator, through the CSMS. */
const source = 'CSO'

export function setChargingProfile(
  station: SimulatedStation,
  { evseId, chargingProfile }: v21.SetChargingProfileRequest,
): v201.SetChargingProfileResponse {
  if (!station.settings.smartChargingEnabled) return { status: 'Rejected', ...statusInfo('NotEnabled') }
  const problem = station.profiles.install(profile201(evseId, chargingProfile, station.now()))
  return problem ? { status: 'Rejected', ...statusInfo(problem.reasonCode, problem.message) } : { status: 'Accepted' }
}

export function clearChargingProfile(
  { profiles }: SimulatedStation,
  { chargingProfileId, chargingProfileCriteria }: v21.ClearChargingProfileRequest,
): v201.ClearChargingProfileResponse {
  const { evseId, chargingProfilePurpose: purpose, stackLevel } = chargingProfileCriteria ?? {}
  const filter: ProfileFilter =
    chargingProfileId === undefined
      ? {
          ...(evseId !== undefined && { evseId }),
          ...(purpose !== undefined && { purpose }),
          ...(stackLevel !== undefined && { stackLevel }),
        }
      : { id: chargingProfileId } // K10.FR.03: the id alone decides
  return { status: profiles.clear(filter) > 0 ? 'Accepted' : 'Unknown' }
}

export function getCompositeSchedule(
  station: SimulatedStation,
  { evseId, duration, chargingRateUnit }: v21.GetCompositeScheduleRequest,
): v201.GetCompositeScheduleResponse {
  const evse = station.evses[evseId - 1]
  if (evseId !== 0 && !evse) return { status: 'Rejected', ...statusInfo('UnknownEvse') } // K08.FR.05
  const unit = chargingRateUnit ?? (evse?.supply.current === 'DC' ? 'W' : 'A')
  const from = new Date(Math.floor(station.now().getTime() / 1000) * 1000)
  const to = new Date(from.getTime() + Math.max(1, duration) * 1000)
  const periods = periods201(station.profiles.composite(evseId, { from, to, unit, offlineS: station.offlineS }))
  return {
    status: 'Accepted',
    schedule: {
      evseId,
      duration,
      scheduleStart: from.toISOString(),
      chargingRateUnit: unit,
      chargingSchedulePeriod: periods as v201.CompositeScheduleType['chargingSchedulePeriod'],
    },
  }
}

export function getChargingProfiles(
  station: SimulatedStation,
  { requestId, evseId, chargingProfile }: v21.GetChargingProfilesRequest,
  after: After,
): v201.GetChargingProfilesResponse {
  const { chargingProfilePurpose: purpose, stackLevel, chargingProfileId: ids, chargingLimitSource } = chargingProfile
  const found =
    chargingLimitSource && !chargingLimitSource.includes(source)
      ? []
      : station.profiles.find({
          ...(evseId !== undefined && { evseId }),
          ...(purpose !== undefined && { purpose }),
          ...(stackLevel !== undefined && { stackLevel }),
          ...(ids && { ids }),
        })
  if (found.length === 0) return { status: 'NoProfiles' } // K09, error handling
  after(() => reportProfiles(station, requestId, found))
  return { status: 'Accepted' }
}

/** One message for each EVSE that has some; all but the last say that more follow (K09.FR.02). */
async function reportProfiles(
  station: SimulatedStation,
  requestId: number,
  found: readonly InstalledProfile[],
): Promise<void> {
  const byEvse = [...Map.groupBy(found, ({ profile }) => profile.evseId)]
  for (const [i, [evseId, profiles]] of byEvse.entries()) {
    const payload = {
      requestId,
      chargingLimitSource: source,
      evseId,
      chargingProfile: profiles.map(({ wire }) => wire) as v201.ReportChargingProfilesRequest['chargingProfile'],
      tbc: i < byEvse.length - 1,
    } satisfies v201.ReportChargingProfilesRequest
    await station.request({ action: 'ReportChargingProfiles', payload })
  }
}
