import { expect, test } from 'vitest'
import { type Criteria, type InstalledProfile, isOurs, matches } from './installed-profile.ts'

const profile: InstalledProfile = { id: 7, evseId: 1, purpose: 'TxDefaultProfile', stackLevel: 2, source: 'CSO' }

test.each<[Criteria, boolean]>([
  [{}, true],
  [{ ids: [6, 7] }, true],
  [{ ids: [6] }, false],
  [{ evseId: 1, purpose: 'TxDefaultProfile', stackLevel: 2 }, true],
  [{ evseId: 0 }, false],
  [{ evseId: 1, stackLevel: 1 }, false],
  [{ sources: ['EMS'] }, false],
])('criteria %j are joined by and (K10.FR.04): %s', (criteria, expected) => {
  expect(matches(profile, criteria)).toBe(expected)
})

test('what the surroundings of a station limit is not ours to clear (K10.FR.04)', () => {
  expect(isOurs(profile)).toBe(true)
  expect(isOurs({ ...profile, source: 'EMS', purpose: 'ChargingStationExternalConstraints' })).toBe(false)
  expect(isOurs({ ...profile, purpose: 'LocalGeneration' })).toBe(false)
})
