import { describe, expect, test } from 'vitest'
import type { ChargingProfile, ChargingSchedule } from './charging-profile.ts'
import { type ProfileProblem, problemOf, type SmartChargingCapabilities, sameSlot } from './profile-rules.ts'

const capabilities: SmartChargingCapabilities = {
  evseIds: [1, 2],
  maxStackLevel: 3,
  maxPeriods: 4,
  maxProfiles: 3,
  units: ['A'],
  dc: false,
  phaseSwitching: false,
  rivals: 'refused',
}
const transactionOn = (evseId: number) => (evseId === 1 ? 'T1' : undefined)
const start = new Date('2026-03-02T00:00:00Z')

function profile(fields: Partial<ChargingProfile> = {}, schedule: Partial<ChargingSchedule> = {}): ChargingProfile {
  return {
    id: 1,
    evseId: 1,
    stackLevel: 0,
    purpose: 'TxDefaultProfile',
    kind: 'Absolute',
    schedules: [{ id: 1, unit: 'A', startSchedule: start, periods: [{ startPeriodS: 0, limit: 16 }], ...schedule }],
    ...fields,
  }
}
function relative(fields: Partial<ChargingProfile> = {}): ChargingProfile {
  const made = profile({ kind: 'Relative', ...fields })
  for (const schedule of made.schedules) delete schedule.startSchedule
  return made
}
const limits = (...starts: number[]) => ({ periods: starts.map((startPeriodS) => ({ startPeriodS, limit: 6 })) })

describe('a station takes', () => {
  test.each<[string, ChargingProfile]>([
    ['a default for one EVSE', profile()],
    ['a default for all', profile({ evseId: 0 })],
    ['a TxProfile of the running transaction', profile({ purpose: 'TxProfile', transactionId: 'T1' })],
    ['a TxProfile without transaction id, for what runs there', profile({ purpose: 'TxProfile' })],
    ['a Relative default', relative()],
    ['a station maximum', profile({ purpose: 'ChargingStationMaxProfile', evseId: 0 })],
    ['a daily schedule of a day', profile({ kind: 'Recurring', recurrency: 'Daily' }, { durationS: 86_400 })],
  ])('%s', (_, given) => {
    expect(problemOf(given, [], capabilities, transactionOn)).toBeUndefined()
  })
})

describe('a station refuses', () => {
  test.each<[string, ChargingProfile, ProfileProblem['reasonCode']]>([
    ['an EVSE it does not have (K01.FR.28)', profile({ evseId: 7 }), 'UnknownEvse'],
    ['a stack level above its own', profile({ stackLevel: 4 }), 'InvalidStackLevel'],
    ['a station maximum on an EVSE', profile({ purpose: 'ChargingStationMaxProfile' }), 'InvalidProfile'],
    ['a Relative maximum (K01.FR.38)', relative({ purpose: 'ChargingStationMaxProfile', evseId: 0 }), 'InvalidProfile'],
    [
      'external constraints (K01.FR.22)',
      profile({ purpose: 'ChargingStationExternalConstraints' }),
      'UnsupportedPurpose',
    ],
    ['a TxProfile for all (K01.FR.16)', profile({ purpose: 'TxProfile', evseId: 0 }), 'InvalidProfile'],
    ['a TxProfile while nothing runs (K01.FR.09)', profile({ purpose: 'TxProfile', evseId: 2 }), 'TxNotFound'],
    [
      "another transaction's TxProfile (K01.FR.33)",
      profile({ purpose: 'TxProfile', transactionId: 'T2' }),
      'TxNotFound',
    ],
    ['an Absolute schedule without start (K01.FR.40)', { ...relative(), kind: 'Absolute' }, 'InvalidSchedule'],
    ['a Relative schedule with start (K01.FR.41)', profile({ kind: 'Relative' }), 'InvalidSchedule'],
    ['a Recurring one that does not say how often', profile({ kind: 'Recurring' }), 'InvalidSchedule'],
    [
      'a day of 25 hours',
      profile({ kind: 'Recurring', recurrency: 'Daily' }, { durationS: 90_000 }),
      'InvalidSchedule',
    ],
    ['a first period later than 0 (K01.FR.31)', profile({}, limits(1)), 'InvalidSchedule'],
    ['periods out of order (K01.FR.35)', profile({}, limits(0, 60, 30)), 'InvalidSchedule'],
    ['no period', profile({}, limits()), 'InvalidSchedule'],
    ['more periods than fit', profile({}, limits(0, 1, 2, 3, 4)), 'TooManyElements'],
    ['a unit it does not know (K01.FR.26)', profile({}, { unit: 'W' }), 'UnsupportedRateUnit'],
    ['validity that ends before it begins', profile({ validFrom: start, validTo: start }), 'InvalidSchedule'],
    [
      'a phase it cannot choose (K01.FR.20)',
      profile({}, { periods: [{ startPeriodS: 0, limit: 6, numberPhases: 1, phaseToUse: 2 }] }),
      'PhaseConflict',
    ],
  ])('%s', (_, given, reasonCode) => {
    expect(problemOf(given, [], capabilities, transactionOn)?.reasonCode).toBe(reasonCode)
  })

  test('phases on DC (K01.FR.44)', () => {
    const given = profile({}, { periods: [{ startPeriodS: 0, limit: 6, numberPhases: 3 }] })
    expect(problemOf(given, [], { ...capabilities, dc: true }, transactionOn)?.reasonCode).toBe('NoPhaseForDC')
  })
})

describe('beside what is installed', () => {
  const later = new Date('2027-01-01T00:00:00Z')
  test.each<[string, ChargingProfile, ChargingProfile[], ProfileProblem['reasonCode'] | undefined]>([
    ['the same id replaces (K01.FR.05)', profile(), [profile()], undefined],
    ['the same slot under another id is a duplicate (K01.FR.06)', profile(), [profile({ id: 2 })], 'DuplicateProfile'],
    ['another level is no duplicate', profile(), [profile({ id: 2, stackLevel: 1 })], undefined],
    [
      'validity that does not overlap is no duplicate',
      profile({ validTo: later }),
      [profile({ id: 2, validFrom: later })],
      undefined,
    ],
    [
      'defaults of all and of one share no level (K01.FR.52)',
      profile({ evseId: 0 }),
      [profile({ id: 2 })],
      'DuplicateProfile',
    ],
    [
      'a full store takes no more',
      profile(),
      [2, 3, 4].map((id) => profile({ id, stackLevel: id - 1 })),
      'TooManyElements',
    ],
  ])('%s', (_, given, installed, reasonCode) => {
    expect(problemOf(given, installed, capabilities, transactionOn)?.reasonCode).toBe(reasonCode)
  })

  test('1.6 takes both, and the caller replaces what is in the same slot (1.6 §5.16.4)', () => {
    const installed = profile({ id: 2 })
    expect(problemOf(profile(), [installed], { ...capabilities, rivals: 'replaced' }, transactionOn)).toBeUndefined()
    expect(sameSlot(profile(), installed)).toBe(true)
    expect(sameSlot(profile(), profile({ id: 3, evseId: 0 }))).toBe(false)
  })
})
