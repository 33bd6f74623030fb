import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { ProfileFilter, Profiles } from './profiles.ts'

interface Needs {
  readonly profiles: Pick<Profiles, 'clear'>
}

export function clearChargingProfile16(
  { profiles }: Needs,
  { id, connectorId, chargingProfilePurpose, stackLevel }: v16.ClearChargingProfileRequest,
): v16.ClearChargingProfileResponse {
  const purpose =
    chargingProfilePurpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : chargingProfilePurpose
  const filter: ProfileFilter =
    id === undefined
      ? {
          ...(connectorId !== undefined && { evseId: connectorId }),
          ...(purpose !== undefined && { purpose }),
          ...(stackLevel !== undefined && { stackLevel }),
        }
      : { id }
  return { status: profiles.clear(filter) > 0 ? 'Accepted' : 'Unknown' }
}

export function clearChargingProfile201(
  { profiles }: Needs,
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
