/** Between a profile as we keep it (2.1's shape) and as a version has it on the wire. */
import { traits } from '@busbar/ocpp/traits'
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { validateRequest } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'
import { messageOf } from '../operations/order.ts'
import { type ChargingProfile, type Problem, problemsIn2 } from './charging-profile.ts'

export type Translation<Profile> = { readonly profile: Profile } | { readonly problems: readonly Problem[] }

/** The profile with its id for the wire. What the version cannot say is a problem, never left out. */
export function profileOnWire(version: Version, id: number, profile: ChargingProfile): Translation<object> {
  const plain = withoutDefaults(profile)
  if (traits[version].wording === '1.x') {
    if (plain.chargingSchedule.length !== 1) {
      return {
        problems: [{ path: '/chargingSchedule', message: 'must be one schedule: OCPP 1.6 has no choice of them' }],
      }
    }
    return checked(version, toProfile16(id, plain), 'csChargingProfiles', { connectorId: 0 })
  }
  const problems = problemsIn2(plain)
  return problems.length > 0 ? { problems } : checked(version, { id, ...plain }, 'chargingProfile', { evseId: 0 })
}

function checked(version: Version, profile: object, member: string, rest: object): Translation<object> {
  const check = validateRequest(version, 'SetChargingProfile', { ...rest, [member]: profile })
  if (check.ok) return { profile }
  const path = check.path.slice(`/${member}`.length)
  return { problems: [{ path, message: `${messageOf(check)} (${version})` }] }
}

/** A member at its default says nothing that an older version could not. */
function withoutDefaults(profile: ChargingProfile): ChargingProfile {
  const { invalidAfterOfflineDuration, ...plain } = profile
  return {
    ...plain,
    ...(invalidAfterOfflineDuration && { invalidAfterOfflineDuration }),
    chargingSchedule: profile.chargingSchedule.map(({ useLocalTime, randomizedDelay, ...schedule }) => ({
      ...schedule,
      ...(useLocalTime && { useLocalTime }),
      ...(randomizedDelay && { randomizedDelay }),
      chargingSchedulePeriod: schedule.chargingSchedulePeriod.map(
        ({ operationMode, preconditioningRequest, evseSleep, ...period }) => ({
          ...period,
          ...(operationMode !== undefined && operationMode !== 'ChargingOnly' && { operationMode }),
          ...(preconditioningRequest && { preconditioningRequest }),
          ...(evseSleep && { evseSleep }),
        }),
      ),
    })),
  }
}

/** Members that 1.6 lacks stay in: the validator names the first of them. */
function toProfile16(id: number, profile: ChargingProfile): object {
  const { transactionId, chargingProfilePurpose, chargingSchedule, customData, ...same } = profile
  return {
    chargingProfileId: id,
    ...(transactionId !== undefined && { transactionId: wireNumber(transactionId) }),
    ...same,
    chargingProfilePurpose:
      chargingProfilePurpose === 'ChargingStationMaxProfile' ? 'ChargePointMaxProfile' : chargingProfilePurpose,
    chargingSchedule: toSchedule16(chargingSchedule[0] as v21.ChargingScheduleType),
  }
}

function toSchedule16({ id, customData, ...schedule }: v21.ChargingScheduleType): object {
  return {
    ...schedule,
    // OCPP 1.6 §7.13, §7.14: limits have one digit after the point.
    ...(schedule.minChargingRate !== undefined && { minChargingRate: oneDecimal(schedule.minChargingRate) }),
    chargingSchedulePeriod: schedule.chargingSchedulePeriod.map(({ customData, ...period }) => ({
      ...period,
      ...(period.limit !== undefined && { limit: oneDecimal(period.limit) }),
    })),
  }
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10

/** A text that is no number stays one, and is refused with its path. */
const wireNumber = (text: string): number | string => (/^-?\d+$/.test(text) ? Number(text) : text)

export function fromProfile16(profile: v16.ChargingProfile): v21.ChargingProfileType {
  const { chargingProfileId, transactionId, chargingProfilePurpose, chargingSchedule, ...same } = profile
  return {
    id: chargingProfileId,
    ...same,
    chargingProfilePurpose:
      chargingProfilePurpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : chargingProfilePurpose,
    ...(transactionId !== undefined && { transactionId: String(transactionId) }),
    chargingSchedule: [{ id: 1, ...chargingSchedule }],
  }
}

/** All of 2.0.1 lives on in 2.1. */
export const fromProfile201 = (profile: v201.ChargingProfileType | v21.ChargingProfileType): v21.ChargingProfileType =>
  profile
