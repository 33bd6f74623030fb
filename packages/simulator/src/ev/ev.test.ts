import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evModels, type Offer, VirtualEv } from './ev.ts'

const ac = (limitA: number, phases = 3): Offer => ({ current: 'AC', limitA, phases, voltageV: 230 })
const dc = (limitW: number): Offer => ({ current: 'DC', limitW })

describe('an EV on AC', () => {
  test.each<[string, Offer, number, number]>([
    ['takes what its charger can', ac(32), 16, 3],
    ['takes no more than it is offered', ac(10), 10, 3],
    ['uses only the phases that are there', ac(32, 1), 16, 1],
    ['takes nothing below 6 A (IEC 61851-1)', ac(5.9), 0, 0],
    ['takes 6 A', ac(6), 6, 3],
  ])('%s', (_, offer, currentA, phases) => {
    const ev = new VirtualEv({ batteryWh: 60_000, socPercent: 40, ac: { phases: 3, maxA: 16 } })
    expect(ev.drawOf(offer)).toMatchObject({ currentA, phases, powerW: currentA * phases * 230 })
  })

  test('with a charger of one phase loads one phase', () => {
    const ev = new VirtualEv({ ac: { phases: 1, maxA: 32 } })
    expect(ev.drawOf(ac(32))).toMatchObject({ phases: 1, powerW: 7360 })
  })

  test('stops by itself when full, or paused', () => {
    const ev = new VirtualEv({ socPercent: 80, targetSocPercent: 80 })
    expect(ev.drawOf(ac(16)).powerW).toBe(0)
    ev.targetSocPercent = 90
    expect(ev.drawOf(ac(16)).powerW).toBeGreaterThan(0)
    ev.paused = true
    expect(ev.drawOf(ac(16)).powerW).toBe(0)
  })
})

describe('an EV on DC', () => {
  test('tapers as the battery fills', () => {
    const powerAt = (socPercent: number) =>
      new VirtualEv({ socPercent, dc: { maxW: 100_000 } }).drawOf(dc(150_000)).powerW
    expect([20, 50, 65, 80, 95].map(powerAt).map(Math.round)).toEqual([100_000, 100_000, 77_500, 55_000, 18_000])
  })

  test('draws nothing without a DC inlet', () => {
    expect(new VirtualEv().drawOf(dc(50_000)).powerW).toBe(0)
  })
})

describe('charging', () => {
  const seed = Number(process.env.SEED ?? 7)
  const offers = fc.oneof(
    fc.record({
      current: fc.constant('AC' as const),
      limitA: fc.integer({ min: 0, max: 63 }),
      phases: fc.constantFrom(1, 3),
      voltageV: fc.constant(230),
    }),
    fc.record({ current: fc.constant('DC' as const), limitW: fc.integer({ min: 0, max: 300_000 }) }),
  )

  test('never overfills, never takes more than offered, and its meter and battery agree', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...evModels),
        fc.integer({ min: 0, max: 99 }),
        fc.array(fc.tuple(offers, fc.integer({ min: 1, max: 4000 })), { maxLength: 8 }),
        (model, socPercent, steps) => {
          const ev = new VirtualEv({ ...model, socPercent, targetSocPercent: 99 })
          for (const [offer, seconds] of steps) {
            const before = ev.socPercent
            const energyWh = ev.charge(offer, seconds)
            const offeredW = offer.current === 'AC' ? offer.limitA * offer.phases * 230 : offer.limitW
            expect(energyWh).toBeLessThanOrEqual((offeredW * seconds) / 3600 + 1e-6)
            const storedWh = ((ev.socPercent - before) / 100) * ev.batteryWh
            expect(storedWh).toBeCloseTo(energyWh * (offer.current === 'AC' ? 0.92 : 0.96), 3)
            expect(ev.socPercent).toBeLessThanOrEqual(99 + 1e-9)
            expect(ev.socPercent).toBeGreaterThanOrEqual(before)
          }
        },
      ),
      { seed, numRuns: 200 },
    )
  })

  test('is the same in one piece as in many', () => {
    const whole = new VirtualEv({ socPercent: 30, dc: { maxW: 120_000 } })
    const pieces = new VirtualEv({ socPercent: 30, dc: { maxW: 120_000 } })
    const total = whole.charge(dc(150_000), 1800)
    let sum = 0
    for (let i = 0; i < 180; i++) sum += pieces.charge(dc(150_000), 10)
    expect(sum).toBeCloseTo(total, 6)
  })
})
