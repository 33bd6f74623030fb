import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChargingProfile, ChargingSchedule, RateUnit, SchedulePeriod } from './charging-profile.ts'
import {
  compose,
  composeStation,
  convert,
  type EvseContext,
  limitAt,
  type Supply,
  type Window,
} from './composite-schedule.ts'

const threePhases: Supply = { current: 'AC', phases: 3, voltageV: 230, maxA: 48 }
const midnight = Date.parse('2026-03-02T00:00:00Z')
const at = (s: number) => new Date(midnight + s * 1000)

type Steps = readonly (readonly [number, number, number?])[]
const periods = (steps: Steps): SchedulePeriod[] =>
  steps.map(([startPeriodS, limit, numberPhases]) => ({
    startPeriodS,
    limit,
    ...(numberPhases !== undefined && { numberPhases }),
  }))

let ids = 0
function profile(
  fields: Partial<ChargingProfile>,
  steps: Steps,
  schedule: Partial<ChargingSchedule> = {},
): ChargingProfile {
  return {
    id: ++ids,
    evseId: 0,
    stackLevel: 0,
    purpose: 'TxDefaultProfile',
    kind: 'Absolute',
    schedules: [{ id: 1, unit: 'A', periods: periods(steps), startSchedule: at(0), ...schedule }],
    ...fields,
  }
}

const relative = (fields: Partial<ChargingProfile>, steps: Steps, schedule: Partial<ChargingSchedule> = {}) => {
  const made = profile({ kind: 'Relative', ...fields }, steps, schedule)
  for (const s of made.schedules) delete s.startSchedule
  return made
}

const steps = (made: ReturnType<typeof compose>) => made.map((p) => [p.startPeriodS, p.limit, p.numberPhases])
const window = (fromS: number, toS: number, unit: RateUnit = 'A'): Window => ({ from: at(fromS), to: at(toS), unit })
const evse1: EvseContext = { evseId: 1, supply: threePhases }
const charging: EvseContext = { ...evse1, transaction: { id: 'T1', startedAt: at(0) } }

describe('a composite schedule', () => {
  test('lies at the supply without any profile', () => {
    expect(compose([], evse1, window(0, 600))).toEqual([{ startPeriodS: 0, limit: 48, numberPhases: 3 }])
  })

  test('takes TxProfile while it lasts, then TxDefaultProfile, and never passes the station maximum', () => {
    const profiles = [
      profile({ purpose: 'ChargingStationMaxProfile' }, [[0, 10]], { durationS: 86_404 }),
      profile({}, [[0, 6], [60, 10], [120, 8], [180, 15], [260, 8]], { durationS: 304 }), // biome-ignore format: a table
      profile({ evseId: 1, purpose: 'TxProfile', transactionId: 'T1' }, [[0, 8], [50, 11], [140, 16], [200, 6], [240, 12]], { durationS: 264 }), // biome-ignore format: a table
    ]
    expect(steps(compose(profiles, charging, window(4, 404)))).toEqual([
      [0, 8, 3],
      [46, 10, 3],
      [196, 6, 3],
      [236, 10, 3],
      [260, 8, 3],
      [300, 10, 3],
    ])
  })

  const dayAndPower = [
    profile(
      { purpose: 'ChargingStationMaxProfile', kind: 'Recurring', recurrency: 'Daily' },
      [[0, 16, 1], [3600, 16, 3], [7200, 10, 1], [10_800, 10, 3]], // biome-ignore format: a table
    ),
    relative({}, [[0, 12_420], [300, 8280], [600, 6210], [900, 4140], [1200, 2070]], { unit: 'W' }), // biome-ignore format: a table
  ]
  test.each<[string, number, RateUnit, Steps]>([
    [
      'in A, the cap has one phase',
      0,
      'A',
      [
        [0, 16, 1],
        [1200, 9, 1],
      ],
    ],
    [
      'in A, the cap has three phases',
      1,
      'A',
      [
        [0, 16, 3],
        [300, 12, 3],
        [600, 9, 3],
        [900, 6, 3],
        [1200, 3, 3],
      ],
    ],
    [
      'in W, the cap has one phase',
      2,
      'W',
      [
        [0, 2300, 1],
        [1200, 2070, 1],
      ],
    ],
    [
      'in W, the cap has three phases',
      3,
      'W',
      [
        [0, 6900, 3],
        [600, 6210, 3],
        [900, 4140, 3],
        [1200, 2070, 3],
      ],
    ],
  ])('mixes A and W with the phases that result: %s', (_, hour, unit, expected) => {
    expect(steps(compose(dayAndPower, evse1, window(hour * 3600, hour * 3600 + 3600, unit)))).toEqual(expected)
  })

  test('of the station adds its EVSEs up', () => {
    const evses = [evse1, { evseId: 2, supply: threePhases }]
    const profiles = [profile({}, [[0, 10], [60, 16]])] // biome-ignore format: a table
    expect(steps(composeStation(profiles, evses, window(0, 100)))).toEqual([
      [0, 20, 3],
      [60, 32, 3],
    ])
  })

  test('of the station stays below the station maximum, which caps the sum', () => {
    const evses = [evse1, { evseId: 2, supply: threePhases }]
    const profiles = [profile({}, [[0, 16]]), profile({ purpose: 'ChargingStationMaxProfile' }, [[0, 20]])]
    expect(steps(composeStation(profiles, evses, window(0, 100)))).toEqual([[0, 20, 3]])
  })

  test('lets lower stack levels show through the gaps of higher ones (K01.FR.13, K01.FR.17)', () => {
    const profiles = [
      profile({ stackLevel: 0 }, [[0, 6]]),
      profile({ stackLevel: 1 }, [[0, 16]], { startSchedule: at(100), durationS: 50 }),
      profile({ stackLevel: 2, validFrom: at(120), validTo: at(130) }, [[0, 20]]),
    ]
    expect(steps(compose(profiles, evse1, window(0, 600)))).toEqual([
      [0, 6, 3],
      [100, 16, 3],
      [120, 20, 3],
      [130, 16, 3],
      [150, 6, 3],
    ])
  })

  test("prefers the EVSE's own default to the station's on one stack level", () => {
    const own = profile({ evseId: 1 }, [[0, 10]])
    const ofStation = profile({ evseId: 0 }, [[0, 20]])
    for (const profiles of [
      [own, ofStation],
      [ofStation, own],
    ]) {
      expect(compose(profiles, evse1, window(0, 10))[0]?.limit).toBe(10)
      expect(compose(profiles, { evseId: 2, supply: threePhases }, window(0, 10))[0]?.limit).toBe(20)
    }
  })

  test('knows no TxProfile without its transaction', () => {
    const profiles = [profile({ evseId: 1, purpose: 'TxProfile', transactionId: 'T1' }, [[0, 6]])]
    expect(compose(profiles, evse1, window(0, 10))[0]?.limit).toBe(48)
    expect(compose(profiles, charging, window(0, 10))[0]?.limit).toBe(6)
    const other = { ...charging, transaction: { id: 'T2', startedAt: at(0) } }
    expect(compose(profiles, other, window(0, 10))[0]?.limit).toBe(48)
  })

  test('starts Relative profiles with the transaction', () => {
    const profiles = [relative({}, [[0, 20], [100, 8]])] // biome-ignore format: a table
    const started = { ...evse1, transaction: { id: 'T1', startedAt: at(50) } }
    expect(steps(compose(profiles, started, window(80, 300)))).toEqual([
      [0, 20, 3],
      [70, 8, 3],
    ])
  })

  test('repeats a weekly profile every seven days', () => {
    const profiles = [profile({ kind: 'Recurring', recurrency: 'Weekly' }, [[0, 6]], { durationS: 3600 })]
    const week = 7 * 86_400
    expect(steps(compose(profiles, evse1, window(week - 100, week + 4000)))).toEqual([
      [0, 48, 3],
      [100, 6, 3],
      [3700, 48, 3],
    ])
  })

  test('has no phases on DC', () => {
    const dc: EvseContext = { evseId: 1, supply: { current: 'DC', voltageV: 400, maxW: 150_000 } }
    const profiles = [profile({}, [[0, 50_000]], { unit: 'W' })]
    expect(compose(profiles, dc, window(0, 10, 'W'))).toEqual([{ startPeriodS: 0, limit: 50_000 }])
    expect(compose(profiles, dc, window(0, 10, 'A'))).toEqual([{ startPeriodS: 0, limit: 125 }])
  })

  test('adds local generation, but never beyond the supply (2.1)', () => {
    const profiles = [profile({}, [[0, 10]]), profile({ purpose: 'LocalGeneration' }, [[0, 6], [60, 100]])] // biome-ignore format: a table
    expect(steps(compose(profiles, evse1, window(0, 100)))).toEqual([
      [0, 16, 3],
      [60, 48, 3],
    ])
  })

  test('gives way to priority charging only while it is on (2.1)', () => {
    const profiles = [profile({}, [[0, 6]]), profile({ evseId: 1, purpose: 'PriorityCharging' }, [[0, 32]])]
    expect(compose(profiles, charging, window(0, 10))[0]?.limit).toBe(6)
    const first = { ...charging, transaction: { id: 'T1', startedAt: at(0), priorityCharging: true } }
    expect(compose(profiles, first, window(0, 10))[0]?.limit).toBe(32)
  })

  test('falls to limitAtSoC once the battery is that full (2.1)', () => {
    const profiles = [profile({}, [[0, 20]], { limitAtSoc: { socPercent: 80, limit: 8 } })]
    const withSoc = (socPercent: number) => ({ ...charging, transaction: { id: 'T1', startedAt: at(0), socPercent } })
    expect(compose(profiles, withSoc(79), window(0, 10))[0]?.limit).toBe(20)
    expect(compose(profiles, withSoc(80), window(0, 10))[0]?.limit).toBe(8)
  })

  test('forgets a profile that is invalid after so long offline (2.1)', () => {
    const profiles = [profile({ maxOfflineDurationS: 60, invalidAfterOfflineDuration: true }, [[0, 20]])]
    expect(compose(profiles, evse1, { ...window(0, 10), offlineS: 60 })[0]?.limit).toBe(20)
    expect(compose(profiles, evse1, { ...window(0, 10), offlineS: 61 })[0]?.limit).toBe(48)
  })

  test('keeps discharge limits and setpoints within the caps (2.1)', () => {
    const bidirectional = profile({ evseId: 1, purpose: 'TxProfile' }, [[0, 10_000]], { unit: 'W' })
    Object.assign(bidirectional.schedules[0]?.periods[0] ?? {}, { dischargeLimit: -9000, setpoint: -8000 })
    const cap = profile({ purpose: 'ChargingStationMaxProfile' }, [[0, 7000]], { unit: 'W' })
    Object.assign(cap.schedules[0]?.periods[0] ?? {}, { dischargeLimit: -5000 })
    expect(compose([bidirectional, cap], charging, window(0, 10, 'W'))[0]).toMatchObject({
      limit: 7000,
      dischargeLimit: -5000,
      setpoint: -5000,
    })
  })
})

describe('with random profiles', () => {
  const seed = Number(process.env.SEED ?? 20260302)
  const unit = fc.constantFrom<RateUnit>('A', 'W')
  const schedule = fc.record({
    unit,
    starts: fc.uniqueArray(fc.integer({ min: 1, max: 4000 }), { maxLength: 4 }),
    limits: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 5 }),
    phases: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    durationS: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
    startS: fc.integer({ min: -90_000, max: 4000 }),
  })
  const anyProfile = fc
    .record({
      schedule,
      purpose: fc.constantFrom<ChargingProfile['purpose']>(
        'ChargingStationMaxProfile',
        'ChargingStationExternalConstraints',
        'TxDefaultProfile',
        'TxProfile',
      ),
      kind: fc.constantFrom<ChargingProfile['kind']>('Absolute', 'Recurring', 'Relative'),
      stackLevel: fc.integer({ min: 0, max: 3 }),
      onEvse: fc.boolean(),
      validFromS: fc.option(fc.integer({ min: -100, max: 4000 }), { nil: undefined }),
    })
    .map(({ schedule: s, purpose, kind, stackLevel, onEvse, validFromS }) => {
      const table = [0, ...s.starts.toSorted((a, b) => a - b)].map(
        (start, i) => [start, (s.limits[i] ?? 0) * (s.unit === 'W' ? 500 : 1), s.phases] as [number, number, number?],
      )
      const isCap = purpose.startsWith('ChargingStation')
      const fields: Partial<ChargingProfile> = {
        purpose,
        kind: isCap && kind === 'Relative' ? 'Absolute' : kind,
        stackLevel,
        evseId: purpose === 'TxProfile' || (onEvse && !isCap) ? 1 : 0,
        ...(kind === 'Recurring' && { recurrency: 'Daily' as const }),
        ...(validFromS !== undefined && { validFrom: at(validFromS) }),
      }
      const timing = { unit: s.unit, ...(s.durationS !== undefined && { durationS: s.durationS }) }
      return fields.kind === 'Relative'
        ? relative(fields, table, timing)
        : profile(fields, table, { ...timing, startSchedule: at(s.startS) })
    })
  const context = fc.record({
    profiles: fc.array(anyProfile, { maxLength: 6 }),
    unit,
    started: fc.option(fc.integer({ min: -3000, max: 0 }), { nil: undefined }),
  })
  const contextOf = (startedS: number | undefined): EvseContext =>
    startedS === undefined ? evse1 : { ...evse1, transaction: { id: 'T1', startedAt: at(startedS) } }

  test('the steps are what each second says, and say nothing twice', () => {
    fc.assert(
      fc.property(context, ({ profiles, unit: asked, started }) => {
        const evse = contextOf(started)
        const span = window(0, 1800, asked)
        const made = compose(profiles, evse, span)
        expect(made[0]?.startPeriodS).toBe(0)
        for (const [i, step] of made.entries()) {
          const before = made[i - 1]
          if (before) expect([step.limit, step.numberPhases]).not.toEqual([before.limit, before.numberPhases])
        }
        for (let s = 0; s < 1800; s += 7) {
          const step = made.findLast((p) => p.startPeriodS <= s)
          expect(step?.limit).toBe(limitAt(profiles, evse, span, at(s).getTime()).limit)
        }
      }),
      { seed, numRuns: 200 },
    )
  })

  test('no instant lies above a cap in force, nor above the supply', () => {
    fc.assert(
      fc.property(context, fc.integer({ min: 0, max: 1799 }), ({ profiles, unit: asked, started }, second) => {
        const evse = contextOf(started)
        const span = window(0, 1800, asked)
        const instant = at(second).getTime()
        const all = limitAt(profiles, evse, span, instant)
        expect(all.limit).toBeLessThanOrEqual(convert(48, 'A', asked, all.numberPhases, 230))
        for (const purpose of ['ChargingStationMaxProfile', 'ChargingStationExternalConstraints'] as const) {
          const cap = limitAt(
            profiles.filter((p) => p.purpose === purpose),
            evse,
            { ...span, unit: 'W' },
            instant,
          )
          const watts = convert(all.limit, asked, 'W', all.numberPhases, 230)
          expect(watts).toBeLessThanOrEqual(cap.limit + 1)
        }
      }),
      { seed, numRuns: 500 },
    )
  })

  test('one more station maximum never raises a limit', () => {
    fc.assert(
      fc.property(context, anyProfile, ({ profiles }, extra) => {
        fc.pre(extra.purpose === 'ChargingStationMaxProfile')
        const without = profiles.filter((p) => p.purpose !== 'ChargingStationMaxProfile')
        const span = window(0, 1800, 'W')
        const before = limitAt(without, evse1, span, at(900).getTime())
        const after = limitAt([...without, extra], evse1, span, at(900).getTime())
        expect(after.limit).toBeLessThanOrEqual(before.limit + 1)
      }),
      { seed, numRuns: 300 },
    )
  })
})
