/** Charging profiles as we keep them: in 2.1's shape, without the id. The rules are those every version shares. */
import type * as v21 from '@busbar/ocpp/v21'

export type ChargingProfile = Omit<v21.ChargingProfileType, 'id'>

export interface Problem {
  /** JSON pointer into the profile. */
  readonly path: string
  readonly message: string
}

/** What no station could carry out, whatever its version. */
export function problemsOf(profile: ChargingProfile): Problem[] {
  return [...kindProblems(profile), ...profile.chargingSchedule.flatMap((schedule, i) => scheduleProblems(schedule, i))]
}

function kindProblems(profile: ChargingProfile): Problem[] {
  const problems: Problem[] = []
  const { chargingProfileKind: kind, chargingProfilePurpose: purpose, chargingSchedule: schedules } = profile
  const say = (path: string, message: string) => problems.push({ path, message })
  // OCPP 2.1 part 2, K01.FR.22
  if (purpose === 'ChargingStationExternalConstraints') {
    say('/chargingProfilePurpose', 'belongs to the charging station: ChargingStationExternalConstraints cannot be set')
  }
  // K28.FR.01
  if (kind === 'Dynamic' && (schedules.length !== 1 || schedules[0]?.chargingSchedulePeriod.length !== 1)) {
    say('/chargingSchedule', 'of a Dynamic profile must be one schedule of one period')
  }
  // K28.FR.04
  if (kind !== 'Dynamic' && profile.dynUpdateInterval !== undefined) {
    say('/dynUpdateInterval', 'goes with chargingProfileKind Dynamic only')
  }
  return problems
}

/** What 2.x forbids and 1.6 allows: there, a schedule without a start counts from the start of charging (OCPP 1.6 §7.13). */
export function problemsIn2(profile: ChargingProfile): Problem[] {
  const problems: Problem[] = []
  const { chargingProfileKind: kind, chargingProfilePurpose: purpose } = profile
  const say = (path: string, message: string) => problems.push({ path, message })
  // OCPP 2.1 part 2, K01.FR.38
  if (purpose === 'ChargingStationMaxProfile' && kind === 'Relative') {
    say('/chargingProfileKind', 'must not be Relative for ChargingStationMaxProfile')
  }
  for (const [i, { startSchedule }] of profile.chargingSchedule.entries()) {
    const path = `/chargingSchedule/${i}/startSchedule`
    // K01.FR.40, K01.FR.41
    if ((kind === 'Absolute' || kind === 'Recurring') && startSchedule === undefined) {
      say(path, `is needed for chargingProfileKind ${kind}`)
    }
    if (kind === 'Relative' && startSchedule !== undefined) {
      say(path, 'must be absent for chargingProfileKind Relative')
    }
  }
  return problems
}

function scheduleProblems(schedule: v21.ChargingScheduleType, index: number): Problem[] {
  const path = `/chargingSchedule/${index}/chargingSchedulePeriod`
  return schedule.chargingSchedulePeriod.flatMap((period, i, periods) => {
    const problems: Problem[] = []
    const say = (member: string, message: string) => problems.push({ path: `${path}/${i}/${member}`, message })
    const before = periods[i - 1]
    // K01.FR.31, K01.FR.35
    if (!before && period.startPeriod !== 0) say('startPeriod', 'of the first period must be 0')
    if (before && period.startPeriod <= before.startPeriod)
      say('startPeriod', 'must be after that of the period before')
    // K01.FR.19
    if (period.phaseToUse !== undefined && period.numberPhases !== 1) say('phaseToUse', 'needs numberPhases 1')
    return problems
  })
}
