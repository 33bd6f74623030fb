import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { statusInfo } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { Profiles } from './profiles.ts'
import { profile16, profile201 } from './translate-profile.ts'

interface Needs {
  readonly settings: Pick<Settings, 'smartChargingEnabled'>
  readonly profiles: Pick<Profiles, 'install'>
  now(): Date
  log(text: string): void
}

export function setChargingProfile16(
  station: Needs,
  { connectorId, csChargingProfiles }: v16.SetChargingProfileRequest,
): v16.SetChargingProfileResponse {
  if (!station.settings.smartChargingEnabled) return { status: 'NotSupported' }
  const problem = station.profiles.install(profile16(connectorId, csChargingProfiles, station.now()))
  if (problem) station.log(`charging profile refused: ${problem.message}`)
  return { status: problem ? 'Rejected' : 'Accepted' }
}

export function setChargingProfile201(
  station: Needs,
  { evseId, chargingProfile }: v21.SetChargingProfileRequest,
): v201.SetChargingProfileResponse {
  if (!station.settings.smartChargingEnabled) return { status: 'Rejected', ...statusInfo('NotEnabled') }
  const problem = station.profiles.install(profile201(evseId, chargingProfile, station.now()))
  return problem ? { status: 'Rejected', ...statusInfo(problem.reasonCode, problem.message) } : { status: 'Accepted' }
}
