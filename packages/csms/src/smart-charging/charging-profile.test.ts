import { expect, test } from 'vitest'
import { type ChargingProfile, problemsIn2, problemsOf } from './charging-profile.ts'

const schedule = {
  id: 1,
  startSchedule: '2026-03-01T00:00:00Z',
  chargingRateUnit: 'A' as const,
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 16 },
    { startPeriod: 3600, limit: 6 },
  ],
}
const good: ChargingProfile = {
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: [schedule],
}
const { startSchedule: _, ...unanchored } = schedule
const relative: ChargingProfile = { ...good, chargingProfileKind: 'Relative', chargingSchedule: [unanchored] }
const withPeriods = (...periods: (typeof schedule)['chargingSchedulePeriod']) => ({
  ...good,
  chargingSchedule: [{ ...schedule, chargingSchedulePeriod: periods }],
})

test('a sound profile has no problems', () => {
  for (const profile of [
    good,
    relative,
    { ...good, chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' } as const,
  ]) {
    expect([...problemsOf(profile), ...problemsIn2(profile)]).toEqual([])
  }
})

test.each<[string, ChargingProfile, string]>([
  [
    'K01.FR.22: external constraints are not ours',
    { ...good, chargingProfilePurpose: 'ChargingStationExternalConstraints' },
    '/chargingProfilePurpose',
  ],
  ['K28.FR.01: dynamic is one period', { ...good, chargingProfileKind: 'Dynamic' }, '/chargingSchedule'],
  ['K28.FR.04: only a dynamic one is pulled', { ...good, dynUpdateInterval: 60 }, '/dynUpdateInterval'],
  [
    'K01.FR.31: the first period starts at 0',
    withPeriods({ startPeriod: 60, limit: 6 }),
    '/chargingSchedule/0/chargingSchedulePeriod/0/startPeriod',
  ],
  [
    'K01.FR.35: periods are in order',
    withPeriods({ startPeriod: 0, limit: 6 }, { startPeriod: 0, limit: 8 }),
    '/chargingSchedule/0/chargingSchedulePeriod/1/startPeriod',
  ],
  [
    'K01.FR.19: a phase to use is the only one',
    {
      ...good,
      chargingSchedule: [{ ...schedule, chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, phaseToUse: 2 }] }],
    },
    '/chargingSchedule/0/chargingSchedulePeriod/0/phaseToUse',
  ],
])('%s', (_, profile, path) => {
  expect(problemsOf(profile).map((problem) => problem.path)).toContain(path)
})

test.each<[string, ChargingProfile, string]>([
  [
    'K01.FR.38: a ceiling is not relative',
    { ...relative, chargingProfilePurpose: 'ChargingStationMaxProfile' },
    '/chargingProfileKind',
  ],
  ['K01.FR.40: absolute from when?', { ...good, chargingSchedule: [unanchored] }, '/chargingSchedule/0/startSchedule'],
  [
    'K01.FR.41: relative to the start',
    { ...good, chargingProfileKind: 'Relative' },
    '/chargingSchedule/0/startSchedule',
  ],
])('in 2.x: %s', (_, profile, path) => {
  expect(problemsIn2(profile).map((problem) => problem.path)).toEqual([path])
  expect(problemsOf(profile)).toEqual([])
})
