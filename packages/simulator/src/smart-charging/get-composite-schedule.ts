import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { Evse } from '../evse/evse.ts'
import { statusInfo } from '../link/message.ts'
import type { Profiles } from './profiles.ts'
import { periods201, schedule16 } from './translate-profile.ts'

interface Needs {
  readonly evses: readonly Evse[]
  readonly profiles: Pick<Profiles, 'composite'>
  readonly offlineS: number
  now(): Date
}

export function getCompositeSchedule16(
  station: Needs,
  { connectorId, duration, chargingRateUnit }: v16.GetCompositeScheduleRequest,
): v16.GetCompositeScheduleResponse {
  const evse = station.evses[connectorId - 1]
  if (connectorId !== 0 && !evse) return { status: 'Rejected' }
  const unit = chargingRateUnit ?? usualUnit(evse)
  const { from, to } = windowOf(station, duration)
  const periods = station.profiles.composite(connectorId, { from, to, unit })
  return {
    status: 'Accepted',
    connectorId,
    scheduleStart: from.toISOString(),
    chargingSchedule: schedule16(periods, unit, from, duration),
  }
}

export function getCompositeSchedule201(
  station: Needs,
  { evseId, duration, chargingRateUnit }: v21.GetCompositeScheduleRequest,
): v201.GetCompositeScheduleResponse {
  const evse = station.evses[evseId - 1]
  if (evseId !== 0 && !evse) return { status: 'Rejected', ...statusInfo('UnknownEvse') } // K08.FR.05
  const unit = chargingRateUnit ?? usualUnit(evse)
  const { from, to } = windowOf(station, duration)
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

function usualUnit(evse: Evse | undefined): 'A' | 'W' {
  return evse?.supply.current === 'DC' ? 'W' : 'A'
}

/** From the whole second that runs. */
function windowOf(station: Needs, durationS: number): { from: Date; to: Date } {
  const from = new Date(Math.floor(station.now().getTime() / 1000) * 1000)
  return { from, to: new Date(from.getTime() + Math.max(1, durationS) * 1000) }
}
