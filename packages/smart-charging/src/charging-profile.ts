/**
 * Charging profiles in the words of OCPP 2.1, whatever version they came in. Translations from and to the wire live with the messages.
 */

/** A is per phase, W is the sum over all phases. For DC, A is on the DC side. */
export type RateUnit = 'A' | 'W'

export type Purpose =
  | 'ChargingStationMaxProfile' // 1.6: ChargePointMaxProfile
  | 'ChargingStationExternalConstraints'
  | 'TxDefaultProfile'
  | 'TxProfile'
  | 'PriorityCharging'
  | 'LocalGeneration'

export type Kind = 'Absolute' | 'Recurring' | 'Relative' | 'Dynamic'

export interface SchedulePeriod {
  startPeriodS: number
  /** In the schedule's unit. Absent only in 2.1, where the operation mode allows it: the period then does not limit. */
  limit?: number
  /** 2.1, zero or negative: how much may flow back, in the schedule's unit. */
  dischargeLimit?: number
  /** 2.1: what should flow, in the schedule's unit; negative discharges. */
  setpoint?: number
  /** Absent means 3 on AC and says nothing on DC. */
  numberPhases?: number
  phaseToUse?: number
}

export interface ChargingSchedule {
  id: number
  /** Absolute and Recurring only. */
  startSchedule?: Date
  durationS?: number
  unit: RateUnit
  minChargingRate?: number
  /** 2.1: once the battery holds this much, the limit falls to at most `limit`. */
  limitAtSoc?: { socPercent: number; limit: number }
  /** First one at 0 s, ascending. */
  periods: SchedulePeriod[]
}

export interface ChargingProfile {
  id: number
  /** 0 is the whole charging station. */
  evseId: number
  stackLevel: number
  purpose: Purpose
  kind: Kind
  recurrency?: 'Daily' | 'Weekly'
  validFrom?: Date
  validTo?: Date
  /** TxProfile only. Absent in a profile that came with a remote start: it belongs to the transaction that starts there. */
  transactionId?: string
  /** 2.1: how long the station may be offline before the profile is set aside. */
  maxOfflineDurationS?: number
  invalidAfterOfflineDuration?: boolean
  /** One, or up to three alternatives for the EV (ISO 15118). The first one is charged by until the EV selects another. */
  schedules: ChargingSchedule[]
}

export function scheduleOf(profile: ChargingProfile): ChargingSchedule {
  const schedule = profile.schedules[0]
  if (!schedule) throw new RangeError(`charging profile ${profile.id} has no schedule`)
  return schedule
}

const recurrenceMs = { Daily: 86_400_000, Weekly: 7 * 86_400_000 } as const

/** What the clock of a profile counts from, and when it starts over. */
export interface TimeBase {
  startMs: number
  /** Recurring only. */
  everyMs?: number
}

/** `referenceMs` is where Relative profiles start: the start of the transaction, or of the question when none runs. */
export function timeBaseOf(profile: ChargingProfile, referenceMs: number): TimeBase {
  const start = scheduleOf(profile).startSchedule?.getTime()
  switch (profile.kind) {
    case 'Relative':
      return { startMs: referenceMs }
    case 'Recurring':
      return { startMs: start ?? referenceMs, everyMs: recurrenceMs[profile.recurrency ?? 'Daily'] }
    default:
      // A Dynamic profile may come without a start: then it counts from ever, its one period is always on.
      return { startMs: start ?? Number.NEGATIVE_INFINITY }
  }
}
