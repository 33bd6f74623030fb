import { type ChargingProfile, type RateUnit, scheduleOf } from './charging-profile.ts'

/** What a charging station says of itself: SmartChargingCtrlr in 2.x, the configuration keys of the SmartCharging profile in 1.6. */
export interface SmartChargingCapabilities {
  evseIds: readonly number[]
  maxStackLevel: number
  maxPeriods: number
  maxProfiles: number
  units: readonly RateUnit[]
  dc: boolean
  phaseSwitching: boolean
  /**
   * A second profile for the same purpose, place and stack level: 2.x refuses it, 1.6 puts it in the place of the first (§5.16.4). And
   * only in 1.6 may a default of one EVSE stand beside a default of the station on the same level (§3.13.2).
   */
  rivals: 'refused' | 'replaced'
}

/** The id of the transaction on an EVSE, if one runs. */
export type TransactionOn = (evseId: number) => string | undefined

/** 2.0.1 appendix 5 spells the reasons; they are a good vocabulary for 1.6, too, where only our log sees them. */
export type ProfileProblem = {
  reasonCode:
    | 'UnknownEvse'
    | 'InvalidProfile'
    | 'InvalidSchedule'
    | 'InvalidStackLevel'
    | 'UnsupportedRateUnit'
    | 'UnsupportedPurpose'
    | 'TooManyElements'
    | 'TxNotFound'
    | 'DuplicateProfile'
    | 'NoPhaseForDC'
    | 'PhaseConflict'
    | 'RateLimitExceeded'
  message: string
}

/**
 * Why a station may not take this profile, or undefined when it may. `installed` are the profiles it has: one with the same id is about
 * to be replaced and does not count. The requirements are those of use case K01 of 2.0.1; 1.6 §3.13 says the same with fewer words.
 */
export function problemOf(
  profile: ChargingProfile,
  installed: readonly ChargingProfile[],
  capabilities: SmartChargingCapabilities,
  transactionOn: TransactionOn,
): ProfileProblem | undefined {
  return (
    problemOfPlace(profile, capabilities, transactionOn) ??
    problemOfTime(profile) ??
    problemOfSchedules(profile, capabilities) ??
    problemOfRivals(profile, installed, capabilities)
  )
}

function problemOfPlace(
  profile: ChargingProfile,
  capabilities: SmartChargingCapabilities,
  transactionOn: TransactionOn,
): ProfileProblem | undefined {
  const { evseId, purpose } = profile
  if (evseId !== 0 && !capabilities.evseIds.includes(evseId)) {
    return { reasonCode: 'UnknownEvse', message: `there is no EVSE ${evseId}` } // K01.FR.28
  }
  if (profile.stackLevel < 0 || profile.stackLevel > capabilities.maxStackLevel) {
    return { reasonCode: 'InvalidStackLevel', message: `stack levels end at ${capabilities.maxStackLevel}` }
  }
  switch (purpose) {
    case 'ChargingStationMaxProfile':
      if (evseId !== 0) return { reasonCode: 'InvalidProfile', message: 'a station maximum belongs to evse 0' }
      if (profile.kind === 'Relative')
        return { reasonCode: 'InvalidProfile', message: 'a station maximum cannot be Relative' } // K01.FR.38
      return undefined
    case 'ChargingStationExternalConstraints':
      return { reasonCode: 'UnsupportedPurpose', message: 'external constraints are not set by a CSMS' } // K01.FR.22
    case 'TxProfile': {
      if (evseId === 0) return { reasonCode: 'InvalidProfile', message: 'a TxProfile belongs to one EVSE' } // K01.FR.16
      const running = transactionOn(evseId)
      // K01.FR.09: without a transaction a TxProfile has nothing to apply to.
      if (running === undefined) return { reasonCode: 'TxNotFound', message: `no transaction on EVSE ${evseId}` }
      if (profile.transactionId !== undefined && profile.transactionId !== running) {
        return { reasonCode: 'TxNotFound', message: `transaction ${profile.transactionId} is not on EVSE ${evseId}` } // K01.FR.33
      }
      return undefined
    }
    default:
      return undefined
  }
}

function problemOfTime(profile: ChargingProfile): ProfileProblem | undefined {
  const { kind, validFrom, validTo } = profile
  const { startSchedule, durationS } = scheduleOf(profile)
  if (validFrom && validTo && validFrom >= validTo) return invalid('validFrom is not before validTo')
  if (kind === 'Recurring' && !profile.recurrency) return invalid('a Recurring profile needs its recurrencyKind')
  if ((kind === 'Absolute' || kind === 'Recurring') && !startSchedule) {
    return invalid(`a schedule of kind ${kind} needs startSchedule`) // K01.FR.40
  }
  if (kind === 'Relative' && startSchedule) return invalid('a Relative schedule has no startSchedule') // K01.FR.41
  const recurrenceS = profile.recurrency === 'Weekly' ? 604_800 : 86_400
  if (kind === 'Recurring' && durationS !== undefined && durationS > recurrenceS) {
    return invalid('the schedule is longer than its recurrence')
  }
  return undefined
}

function problemOfSchedules(
  profile: ChargingProfile,
  capabilities: SmartChargingCapabilities,
): ProfileProblem | undefined {
  for (const { periods, unit } of profile.schedules) {
    if (!capabilities.units.includes(unit)) {
      return { reasonCode: 'UnsupportedRateUnit', message: `limits in ${unit} are not supported` } // K01.FR.26
    }
    if (periods.length > capabilities.maxPeriods) {
      return { reasonCode: 'TooManyElements', message: `a schedule may have ${capabilities.maxPeriods} periods` }
    }
    if (periods[0]?.startPeriodS !== 0) return invalid('the first period does not start at 0') // K01.FR.31
    if (periods.some((p, i) => i > 0 && p.startPeriodS <= (periods[i - 1]?.startPeriodS ?? 0))) {
      return invalid('the periods are not in order of time') // K01.FR.35
    }
    for (const period of periods) {
      if ((period.limit ?? 0) < 0) return invalid('a limit is negative')
      if (capabilities.dc && (period.numberPhases !== undefined || period.phaseToUse !== undefined)) {
        return { reasonCode: 'NoPhaseForDC', message: 'DC has no phases' } // K01.FR.44
      }
      // K01.FR.19, K01.FR.20
      if (period.phaseToUse !== undefined && (period.numberPhases !== 1 || !capabilities.phaseSwitching)) {
        return {
          reasonCode: 'PhaseConflict',
          message: 'phaseToUse needs one phase, and a station that can switch phases',
        }
      }
    }
  }
  return undefined
}

function problemOfRivals(
  profile: ChargingProfile,
  installed: readonly ChargingProfile[],
  capabilities: SmartChargingCapabilities,
): ProfileProblem | undefined {
  const others = installed.filter((p) => p.id !== profile.id)
  if (capabilities.rivals === 'refused') {
    const rival = others.find((other) => sameSlot(profile, other) || defaultsOnTwoFloors(profile, other))
    if (rival) {
      const message = `profile ${rival.id} has the same purpose, stack level and place`
      return { reasonCode: 'DuplicateProfile', message } // K01.FR.06, K01.FR.39
    }
  }
  if (others.filter((other) => !sameSlot(profile, other)).length >= capabilities.maxProfiles) {
    return { reasonCode: 'TooManyElements', message: `${capabilities.maxProfiles} charging profiles are installed` }
  }
  return undefined
}

/** Whether both would claim the same purpose, place and stack level at some instant. */
export function sameSlot(a: ChargingProfile, b: ChargingProfile): boolean {
  if (a.purpose !== b.purpose || a.stackLevel !== b.stackLevel || a.evseId !== b.evseId) return false
  if (a.purpose === 'TxProfile') return a.transactionId === b.transactionId
  const startsBeforeOtherEnds = (x: ChargingProfile, y: ChargingProfile) =>
    (x.validFrom?.getTime() ?? Number.NEGATIVE_INFINITY) < (y.validTo?.getTime() ?? Number.POSITIVE_INFINITY)
  return startsBeforeOtherEnds(a, b) && startsBeforeOtherEnds(b, a)
}

/** K01.FR.52, K01.FR.53: a default of the station and a default of one EVSE may not share a stack level. */
function defaultsOnTwoFloors(a: ChargingProfile, b: ChargingProfile): boolean {
  return (
    a.purpose === 'TxDefaultProfile' &&
    b.purpose === 'TxDefaultProfile' &&
    a.stackLevel === b.stackLevel &&
    (a.evseId === 0) !== (b.evseId === 0)
  )
}

function invalid(message: string): ProfileProblem {
  return { reasonCode: 'InvalidSchedule', message }
}
