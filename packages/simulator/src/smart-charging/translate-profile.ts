/** Charging profiles and schedules between the wire and the words of our maths. Requests of 2.x are read by 2.1's types, the wider ones. Pure. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { ChargingProfile, ChargingSchedule, SchedulePeriod } from '@busbar/smart-charging/charging-profile'
import type { CompositePeriod } from '@busbar/smart-charging/composite-schedule'
import type { InstalledProfile } from './profiles.ts'

export function profile16(connectorId: number, wire: v16.ChargingProfile, now: Date): InstalledProfile {
  const { chargingSchedule: schedule } = wire
  const purpose =
    wire.chargingProfilePurpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : wire.chargingProfilePurpose
  const { kind, start } = timeOf(wire, purpose === 'ChargingStationMaxProfile', now)
  const profile: ChargingProfile = {
    id: wire.chargingProfileId,
    evseId: connectorId,
    stackLevel: wire.stackLevel,
    purpose,
    kind,
    ...(wire.recurrencyKind && { recurrency: wire.recurrencyKind }),
    ...(wire.validFrom !== undefined && { validFrom: new Date(wire.validFrom) }),
    ...(wire.validTo !== undefined && { validTo: new Date(wire.validTo) }),
    ...(wire.transactionId !== undefined && { transactionId: String(wire.transactionId) }),
    schedules: [
      {
        id: wire.chargingProfileId,
        unit: schedule.chargingRateUnit,
        ...(start && { startSchedule: start }),
        ...(schedule.duration !== undefined && { durationS: schedule.duration }),
        ...(schedule.minChargingRate !== undefined && { minChargingRate: schedule.minChargingRate }),
        periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
          startPeriodS: startPeriod,
          limit,
          ...(numberPhases !== undefined && { numberPhases }),
        })),
      },
    ],
  }
  return { profile, wire }
}

/**
 * §7.13: an absolute schedule without startSchedule is relative to the start of charging. A maximum knows no charging: it counts from when it
 * came. And a relative one has no use for a start.
 */
function timeOf(
  wire: v16.ChargingProfile,
  isMaximum: boolean,
  now: Date,
): { kind: ChargingProfile['kind']; start: Date | undefined } {
  const { chargingProfileKind: kind, chargingSchedule } = wire
  const start = chargingSchedule.startSchedule === undefined ? undefined : new Date(chargingSchedule.startSchedule)
  if (kind === 'Relative') return { kind, start: undefined }
  if (kind === 'Recurring' || start) return { kind, start }
  return isMaximum ? { kind, start: now } : { kind: 'Relative', start: undefined }
}

export function profile201(evseId: number, wire: v21.ChargingProfileType, now: Date): InstalledProfile {
  const profile: ChargingProfile = {
    id: wire.id,
    evseId,
    stackLevel: wire.stackLevel,
    purpose: wire.chargingProfilePurpose,
    kind: wire.chargingProfileKind,
    ...(wire.recurrencyKind && { recurrency: wire.recurrencyKind }),
    ...(wire.validFrom !== undefined && { validFrom: new Date(wire.validFrom) }),
    ...(wire.validTo !== undefined && { validTo: new Date(wire.validTo) }),
    ...(wire.transactionId !== undefined && { transactionId: wire.transactionId }),
    ...(wire.maxOfflineDuration !== undefined && { maxOfflineDurationS: wire.maxOfflineDuration }),
    ...(wire.invalidAfterOfflineDuration !== undefined && {
      invalidAfterOfflineDuration: wire.invalidAfterOfflineDuration,
    }),
    schedules: wire.chargingSchedule.map((schedule) =>
      scheduleOf(schedule, wire.chargingProfileKind === 'Dynamic', now),
    ),
  }
  return { profile, wire }
}

function scheduleOf(wire: v21.ChargingScheduleType, dynamic: boolean, now: Date): ChargingSchedule {
  // A Dynamic schedule without start counts from when it came, and from then again with every update.
  const start = wire.startSchedule === undefined ? (dynamic ? now : undefined) : new Date(wire.startSchedule)
  return {
    id: wire.id,
    unit: wire.chargingRateUnit,
    ...(start && { startSchedule: start }),
    ...(wire.duration !== undefined && { durationS: wire.duration }),
    ...(wire.minChargingRate !== undefined && { minChargingRate: wire.minChargingRate }),
    ...(wire.limitAtSoC && { limitAtSoc: { socPercent: wire.limitAtSoC.soc, limit: wire.limitAtSoC.limit } }),
    periods: wire.chargingSchedulePeriod.map(periodOf),
  }
}

function periodOf(wire: v21.ChargingSchedulePeriodType): SchedulePeriod {
  const { startPeriod, limit, dischargeLimit, setpoint, numberPhases, phaseToUse } = wire
  return {
    startPeriodS: startPeriod,
    ...(limit !== undefined && { limit }),
    ...(dischargeLimit !== undefined && { dischargeLimit }),
    ...(setpoint !== undefined && { setpoint }),
    ...(numberPhases !== undefined && { numberPhases }),
    ...(phaseToUse !== undefined && { phaseToUse }),
  }
}

export function schedule16(
  periods: readonly CompositePeriod[],
  unit: 'A' | 'W',
  start: Date,
  durationS: number,
): v16.ChargingSchedule {
  return {
    duration: durationS,
    startSchedule: start.toISOString(),
    chargingRateUnit: unit,
    chargingSchedulePeriod: periods.map(({ startPeriodS, limit, numberPhases }) => ({
      startPeriod: Math.round(startPeriodS),
      limit: Math.floor(limit * 10) / 10, // one decimal on the wire, and never above what the station offers
      ...(numberPhases !== undefined && { numberPhases }),
    })),
  }
}

export function periods201(periods: readonly CompositePeriod[]): v201.ChargingSchedulePeriodType[] {
  return periods.map(({ startPeriodS, limit, numberPhases, phaseToUse }) => ({
    startPeriod: Math.round(startPeriodS),
    limit: Math.floor(limit * 10) / 10, // one decimal, and never above what the station offers
    ...(numberPhases !== undefined && { numberPhases }),
    ...(phaseToUse !== undefined && { phaseToUse }),
  }))
}
