import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { After, Message, SendOutcome } from '../link/message.ts'
import type { InstalledProfile, Profiles } from './profiles.ts'

/** Who set the profiles we have: the charging station operator, through the CSMS. */
const source = 'CSO'

interface Needs {
  readonly profiles: Pick<Profiles, 'find'>
  request(message: Message): Promise<SendOutcome>
}

export function getChargingProfiles201(
  station: Needs,
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
  after(() => reportChargingProfiles(station, requestId, found))
  return { status: 'Accepted' }
}

/** One message for each EVSE that has some; all but the last say that more follow (K09.FR.02). */
async function reportChargingProfiles(
  station: Needs,
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
