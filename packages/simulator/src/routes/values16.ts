import type * as v16 from '@busbar/ocpp/v16'
import type { ChargingProfile } from '@busbar/smart-charging/charging-profile'
import type { CompositePeriod } from '@busbar/smart-charging/composite-schedule'
import type { Connector, Evse } from '../evse/evse.ts'
import type { ConnectorStatus16, IdToken, IdTokenInfo, MeterSample, StopReason } from '../model.ts'
import type { InstalledProfile } from '../smart-charging/profiles.ts'
import type { SimulatedStation } from '../station/station.ts'

/** 1.6's words for values, and back. */

export function idTokenOf(idTag: string): IdToken {
  return { idToken: idTag, type: 'ISO14443' }
}

/** 1.6 id tags end at 20 characters. */
export function idTagOf(idToken: IdToken | undefined): string {
  return (idToken?.idToken ?? '').slice(0, 20)
}

export function infoOf({ status, parentIdTag, expiryDate }: v16.IdTagInfo): IdTokenInfo {
  return {
    status,
    ...(parentIdTag !== undefined && { groupIdToken: parentIdTag }),
    ...(expiryDate !== undefined && { expiresAt: new Date(expiryDate) }),
  }
}

/** §4.9: the states of a connector. */
export function status16(station: SimulatedStation, evse: Evse, connector: Connector): ConnectorStatus16 {
  const { transaction } = evse
  if (evse.fault) return 'Faulted'
  if (transaction) {
    const { chargingState } = transaction
    // Without EV, waiting for its return (StopTransactionOnEVSideDisconnect is false).
    if (chargingState === 'Idle') return 'SuspendedEV'
    return chargingState === 'EVConnected' ? 'Preparing' : chargingState
  }
  if (!station.isOperative(evse) || !connector.operative || evse.resetPending || station.resetPending)
    return 'Unavailable'
  if (evse.finished) return 'Finishing'
  if (station.reservations.keeps(evse, station.evses)) return 'Reserved'
  return evse.ev || evse.authorization ? 'Preparing' : 'Available'
}

export function meterValueOf(sample: MeterSample): v16.MeterValue {
  return {
    timestamp: sample.at.toISOString(),
    sampledValue: sample.values.map(({ measurand, value, unit, phase, location }) => ({
      value: String(value),
      context: sample.context,
      measurand,
      ...(phase && { phase }),
      ...(location && { location }),
      // 1.6 has no unit for Hz, nor for a factor.
      ...(unit !== '' && unit !== 'Hz' && { unit }),
    })),
  }
}

const reasons: Readonly<Record<StopReason, v16.Reason>> = {
  DeAuthorized: 'DeAuthorized',
  EmergencyStop: 'EmergencyStop',
  EnergyLimitReached: 'Other',
  EVDisconnected: 'EVDisconnected',
  GroundFault: 'Other',
  HardReset: 'HardReset',
  ImmediateReset: 'HardReset',
  Local: 'Local',
  MasterPass: 'Other',
  Other: 'Other',
  OvercurrentFault: 'Other',
  PowerLoss: 'PowerLoss',
  Reboot: 'Reboot',
  Remote: 'Remote',
  SoftReset: 'SoftReset',
  StoppedByEV: 'Other',
  Timeout: 'Other',
  UnlockCommand: 'UnlockCommand',
}

export function reason16(reason: StopReason | undefined): v16.Reason {
  return reason ? reasons[reason] : 'Local'
}

export function profileOf(connectorId: number, wire: v16.ChargingProfile, now: Date): InstalledProfile {
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
