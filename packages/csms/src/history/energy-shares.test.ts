import { expect, test } from 'vitest'
import { type EnergyShare, type RegisterReading, type Session, sharesOf } from './energy-shares.ts'

const session = (of: Partial<Session> & { from: string; to?: string }): Session => ({
  startedAt: new Date(of.from),
  stoppedAt: of.to === undefined ? null : new Date(of.to),
  ...{ energyWh: 10_000, exportedWh: null, meterStartWh: 500 },
  ...of,
})
const reading = (at: string, energyWh: number | null, powerW: number | null = null): RegisterReading => ({
  ...{ at: new Date(at), energyWh, powerW },
})
const energies = (shares: EnergyShare[]) => shares.map(({ day, energyWh }) => [day, energyWh])
const berlin = { timeZone: 'Europe/Berlin', now: new Date('2026-11-01T00:00:00Z') }

test('a session within a day gives all on it', () => {
  const of = session({ from: '2026-03-01T08:00:00Z', to: '2026-03-01T09:00:00Z', exportedWh: 30 })
  expect(sharesOf(of, [], berlin)).toEqual([
    { day: '2026-03-01', begins: true, isUnknown: false, energyWh: 10_000, exportedWh: 30, chargingS: 3600 },
  ])
})

test('across midnight of a zone of half an hour it is cut where the register stood', () => {
  const of = session({ from: '2026-03-01T17:30:00Z', to: '2026-03-01T19:30:00Z' })
  const readings = [reading('2026-03-01T18:29:00Z', 5500), reading('2026-03-01T18:31:00Z', 5600)]
  expect(energies(sharesOf(of, readings, { ...berlin, timeZone: 'Asia/Kolkata' }))).toEqual([
    ['2026-03-01', 5000],
    ['2026-03-02', 5000],
  ])
})

test('what ends at midnight is of the day before', () => {
  const of = session({ from: '2026-03-01T20:00:00Z', to: '2026-03-01T23:00:00Z' })
  expect(energies(sharesOf(of, [], berlin))).toEqual([['2026-03-01', 10_000]])
})

test.each([
  ['of 23 hours', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23],
  ['of 25 hours', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25],
])('a day %s', (_what, day, from, to, hours) => {
  const quarters = Array.from({ length: hours * 4 - 1 }, (_, i) => {
    const at = new Date(new Date(from).getTime() + (i + 1) * 900_000)
    return { at, energyWh: 500 + (i + 1) * 100, powerW: null }
  })
  const of = session({ from, to, energyWh: hours * 400 })
  expect(sharesOf(of, quarters, berlin)).toEqual([
    { day, begins: true, isUnknown: false, energyWh: hours * 400, exportedWh: null, chargingS: hours * 3600 },
  ])
})

test('on a day it was not read nobody knows; the next one that was has it', () => {
  const of = session({ from: '2026-03-01T12:00:00Z', to: '2026-03-04T12:00:00Z' })
  expect(energies(sharesOf(of, [reading('2026-03-01T13:00:00Z', 1500)], berlin))).toEqual([
    ['2026-03-01', 1000],
    ['2026-03-02', null],
    ['2026-03-03', null],
    ['2026-03-04', 9000],
  ])
})

test('an energy that is not known is known on no day', () => {
  const of = session({ from: '2026-03-01T12:00:00Z', to: '2026-03-02T12:00:00Z', energyWh: null })
  expect(energies(sharesOf(of, [reading('2026-03-01T13:00:00Z', 1500)], berlin))).toEqual([
    ['2026-03-01', null],
    ['2026-03-02', null],
  ])
})

test('one that runs has given today what it has given since', () => {
  const of = session({ from: '2026-10-31T12:00:00Z' })
  const shares = sharesOf(of, [reading('2026-10-31T20:00:00Z', 4500)], berlin)
  expect(energies(shares)).toEqual([
    ['2026-10-31', 4000],
    ['2026-11-01', 6000],
  ])
})

test('seconds of charging are those between readings that rose, or by power; of a long gap nobody knows', () => {
  const of = session({ from: '2026-03-01T08:00:00Z', to: '2026-03-01T12:00:00Z', meterStartWh: null })
  const of1 = (readings: RegisterReading[]) => sharesOf(of, readings, berlin)[0]?.chargingS
  expect(
    of1([reading('2026-03-01T08:00:00Z', 1), reading('2026-03-01T08:10:00Z', 2), reading('2026-03-01T08:30:00Z', 2)]),
  ).toBe(600)
  expect(
    of1([
      reading('2026-03-01T08:00:00Z', null, 7000),
      reading('2026-03-01T08:10:00Z', null, 0),
      reading('2026-03-01T08:30:00Z', null, 0),
    ]),
  ).toBe(600)
  expect(of1([reading('2026-03-01T08:00:00Z', 1), reading('2026-03-01T11:00:00Z', 2)])).toBeNull()
  expect(of1([])).toBeNull()
})

test('shares sum up to the energy, whatever the readings say', () => {
  const seed = 20_260_301
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
  for (let round = 0; round < 300; round++) {
    const fromMs = Date.UTC(2026, 0, 1) + random() * 300 * 86_400_000
    const stoppedAt = new Date(fromMs + random() * 5 * 86_400_000)
    const energyWh = Math.round(random() * 100_000)
    const readings = Array.from({ length: 40 }, () => ({
      at: new Date(fromMs + (random() * 6 - 0.5) * 86_400_000),
      energyWh: random() < 0.1 ? null : Math.round(random() * 150_000),
      powerW: random() * 1000,
    })).toSorted((a, b) => a.at.getTime() - b.at.getTime())
    const of = { startedAt: new Date(fromMs), stoppedAt, energyWh, exportedWh: 7, meterStartWh: 500 }
    for (const timeZone of ['Asia/Kolkata', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns']) {
      const shares = sharesOf(of, readings, { timeZone, now: stoppedAt })
      const sum = shares.reduce((sum, share) => sum + (share.energyWh ?? 0), 0)
      expect(sum, `seed ${seed}, round ${round}`).toBeCloseTo(energyWh, 6)
      expect(shares.filter(({ begins }) => begins)).toHaveLength(1)
      for (const share of shares) expect(share.energyWh ?? 0).toBeGreaterThanOrEqual(0)
    }
  }
})
