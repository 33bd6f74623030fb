import { expect, test } from 'vitest'
import type { ChargingProfile } from './charging-profile.ts'
import { fromProfile16, profileOnWire } from './translate-profile.ts'

const stored: ChargingProfile = {
  stackLevel: 2,
  chargingProfilePurpose: 'ChargingStationMaxProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: [
    {
      id: 1,
      startSchedule: '2026-03-01T00:00:00Z',
      duration: 3600,
      chargingRateUnit: 'A',
      minChargingRate: 6.04,
      useLocalTime: false,
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 15.96, numberPhases: 3, operationMode: 'ChargingOnly' }],
    },
  ],
}

const profile16 = {
  chargingProfileId: 7,
  stackLevel: 2,
  chargingProfilePurpose: 'ChargePointMaxProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: {
    startSchedule: '2026-03-01T00:00:00Z',
    duration: 3600,
    chargingRateUnit: 'A',
    minChargingRate: 6,
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 3 }],
  },
} as const

const first = stored.chargingSchedule[0] as ChargingProfile['chargingSchedule'][number]
const withPeriod = (more: object): ChargingProfile => ({
  ...stored,
  chargingSchedule: [{ ...first, chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, ...more }] }],
})

test('1.6 gets its own words, one schedule, and limits with one digit', () => {
  expect(profileOnWire('ocpp1.6', 7, stored)).toEqual({ profile: profile16 })
})

test('2.0.1 gets all but what it lacks, when that says nothing', () => {
  const { useLocalTime: _, chargingSchedulePeriod: __, ...schedule } = first
  expect(profileOnWire('ocpp2.0.1', 7, stored)).toEqual({
    profile: {
      id: 7,
      ...stored,
      chargingSchedule: [{ ...schedule, chargingSchedulePeriod: [{ startPeriod: 0, limit: 15.96, numberPhases: 3 }] }],
    },
  })
})

test('what comes back from 1.6 is the same profile', () => {
  expect(
    fromProfile16({
      ...profile16,
      chargingSchedule: {
        ...profile16.chargingSchedule,
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 3 }],
      },
    }),
  ).toMatchObject({
    id: 7,
    chargingProfilePurpose: 'ChargingStationMaxProfile',
    chargingSchedule: [{ id: 1, duration: 3600 }],
  })
})

test('a transaction of 1.6 is a number', () => {
  const profile: ChargingProfile = { ...stored, chargingProfilePurpose: 'TxProfile', transactionId: '42' }
  expect(profileOnWire('ocpp1.6', 7, profile)).toMatchObject({ profile: { transactionId: 42 } })
  expect(profileOnWire('ocpp2.0.1', 7, profile)).toMatchObject({ profile: { transactionId: '42' } })
})

test.each<[string, 'ocpp1.6' | 'ocpp2.0.1', ChargingProfile, string]>([
  ['two schedules', 'ocpp1.6', { ...stored, chargingSchedule: [first, first] }, '/chargingSchedule'],
  ['a setpoint', 'ocpp1.6', withPeriod({ setpoint: 5 }), '/chargingSchedule/chargingSchedulePeriod/0/setpoint'],
  [
    'a phase',
    'ocpp1.6',
    withPeriod({ numberPhases: 1, phaseToUse: 1 }),
    '/chargingSchedule/chargingSchedulePeriod/0/phaseToUse',
  ],
  ['a setpoint', 'ocpp2.0.1', withPeriod({ setpoint: 5 }), '/chargingSchedule/0/chargingSchedulePeriod/0/setpoint'],
  [
    'another mode',
    'ocpp2.0.1',
    withPeriod({ operationMode: 'Idle' }),
    '/chargingSchedule/0/chargingSchedulePeriod/0/operationMode',
  ],
  ['a new purpose', 'ocpp2.0.1', { ...stored, chargingProfilePurpose: 'LocalGeneration' }, '/chargingProfilePurpose'],
  ['a new purpose', 'ocpp1.6', { ...stored, chargingProfilePurpose: 'PriorityCharging' }, '/chargingProfilePurpose'],
  ['a transaction that is no number', 'ocpp1.6', { ...stored, transactionId: '9f-run' }, '/transactionId'],
])('%s is not left out silently in %s', (_, version, profile, path) => {
  expect(profileOnWire(version, 7, profile)).toMatchObject({ problems: [{ path }] })
})
