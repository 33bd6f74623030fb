import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { ChargingProfile, ChargingSchedule, SchedulePeriod } from '@busbar/smart-charging/charging-profile'
import type { CompositePeriod } from '@busbar/smart-charging/composite-schedule'
import type { Connector, Evse } from '../evse/evse.ts'
import type { ConnectorStatus2, IdToken, IdTokenInfo, MeterSample, StopReason } from '../model.ts'
import type { InstalledProfile } from '../smart-charging/profiles.ts'
import type { SimulatedStation } from '../station/station.ts'

/** The words 2.0.1 and 2.1 share for values, and back. Requests are read by 2.1's types, which are the wider ones; answers fit 2.0.1's. */

export function idTokenOf({ idToken, type }: v21.IdTokenType): IdToken {
  return { idToken, type }
}

export function wireIdToken({ idToken, type }: IdToken): v201.IdTokenType {
  return { idToken, type: type as v201.IdTokenEnumType }
}

export function infoOf(info: v21.IdTokenInfoType): IdTokenInfo {
  const { status, cacheExpiryDateTime, groupIdToken } = info
  return {
    status,
    ...(cacheExpiryDateTime !== undefined && { expiresAt: new Date(cacheExpiryDateTime) }),
    ...(groupIdToken && { groupIdToken: groupIdToken.idToken }),
  }
}

/** G01: Occupied is the connector with the plug in it; what that means for its neighbours is for the CSMS to know. */
export function status2(station: SimulatedStation, evse: Evse, connector: Connector): ConnectorStatus2 {
  const pluggedIn = evse.ev !== undefined && evse.connectorId === connector.id
  if (evse.fault) return 'Faulted'
  if (evse.transaction && pluggedIn) return 'Occupied'
  const waits = evse.resetPending || station.resetPending
  if (!evse.transaction && (!station.isOperative(evse) || !connector.operative || waits)) return 'Unavailable'
  // An EV that is plugged in without the reserved id token changes nothing yet (G01, transition overview).
  if (station.reservations.keeps(evse, station.evses)) return 'Reserved'
  return pluggedIn ? 'Occupied' : 'Available'
}

export function meterValueOf(sample: MeterSample): v201.MeterValueType {
  return {
    timestamp: sample.at.toISOString(),
    sampledValue: sample.values.map(({ measurand, value, unit, phase, location }) => ({
      value,
      context: sample.context,
      measurand,
      ...(phase && { phase }),
      ...(location && { location }),
      ...(unit !== '' && { unitOfMeasure: { unit } }),
    })) as v201.MeterValueType['sampledValue'],
  }
}

/** What 2.x has no word for. */
const reasons: Partial<Record<StopReason, v201.ReasonEnumType>> = {
  HardReset: 'ImmediateReset',
  SoftReset: 'ImmediateReset',
  UnlockCommand: 'Remote',
}

export function reason2(reason: StopReason): v201.ReasonEnumType {
  return reasons[reason] ?? (reason as v201.ReasonEnumType)
}

export function profileOf(evseId: number, wire: v21.ChargingProfileType, now: Date): InstalledProfile {
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

export function periods2(periods: readonly CompositePeriod[]): v201.ChargingSchedulePeriodType[] {
  return periods.map(({ startPeriodS, limit, numberPhases, phaseToUse }) => ({
    startPeriod: Math.round(startPeriodS),
    limit: Math.floor(limit * 10) / 10, // one decimal, and never above what the station offers
    ...(numberPhases !== undefined && { numberPhases }),
    ...(phaseToUse !== undefined && { phaseToUse }),
  }))
}

/** A reason code has 20 characters. */
export function statusInfo(reasonCode: string, additionalInfo?: string): { statusInfo: v201.StatusInfoType } {
  return {
    statusInfo: {
      reasonCode: reasonCode.slice(0, 20),
      ...(additionalInfo !== undefined && { additionalInfo: additionalInfo.slice(0, 512) }),
    },
  }
}
