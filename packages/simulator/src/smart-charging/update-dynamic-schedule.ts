import type * as v21 from '@busbar/ocpp/v21'
import { statusInfo } from '../link/message.ts'
import type { Profiles } from './profiles.ts'
import { profile201 } from './translate-profile.ts'

interface Needs {
  readonly profiles: Pick<Profiles, 'find' | 'put'>
  now(): Date
}

export function updateDynamicSchedule21(
  station: Needs,
  { chargingProfileId, scheduleUpdate }: v21.UpdateDynamicScheduleRequest,
): v21.UpdateDynamicScheduleResponse {
  const [installed] = station.profiles.find({ id: chargingProfileId })
  if (!installed) return { status: 'Rejected', ...statusInfo('NotFound') }
  const wire = installed.wire as v21.ChargingProfileType
  if (wire.chargingProfileKind !== 'Dynamic') return { status: 'Rejected', ...statusInfo('InvalidProfile') }
  const [schedule] = wire.chargingSchedule
  const [period] = schedule?.chargingSchedulePeriod ?? []
  if (!schedule || !period) return { status: 'Rejected', ...statusInfo('InvalidProfile') }
  const updated = {
    ...wire,
    dynUpdateTime: station.now().toISOString(),
    chargingSchedule: [{ ...schedule, chargingSchedulePeriod: [{ ...period, ...scheduleUpdate }] }],
  } as v21.ChargingProfileType
  station.profiles.put(profile201(installed.profile.evseId, updated, station.now()))
  return { status: 'Accepted' }
}
