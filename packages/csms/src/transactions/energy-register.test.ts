import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addReading, type EnergyRegister, newRegister, setFinal, setStart } from './energy-register.ts'
import { resultOf } from './energy-result.ts'

const minute = 60_000
type Reading = readonly [minute: number, wh: number]

function registerWith(of: { start?: Reading; readings?: readonly Reading[]; final?: Reading }): EnergyRegister {
  const register = newRegister()
  if (of.start) setStart(register, of.start[0] * minute, of.start[1])
  for (const [at, wh] of of.readings ?? []) addReading(register, at * minute, wh)
  if (of.final) setFinal(register, of.final[0] * minute, of.final[1])
  return register
}

describe('energy in Wh', () => {
  test.each<[string, Parameters<typeof registerWith>[0], number | null]>([
    ['start and end suffice', { start: [0, 1200], final: [60, 8950] }, 7750],
    ['nothing charged is nothing', { start: [0, 1200], final: [60, 1200] }, 0],
    [
      'no start: counts from the first reading',
      {
        readings: [
          [5, 100],
          [6, 350],
        ],
      },
      250,
    ],
    ['no start and no reading: unknown', { final: [60, 8950] }, null],
    ['exact to 0.001 Wh', { start: [0, 0.1], readings: [[1, 0.3]], final: [20, 99567.891] }, 99567.791],
    ['the final register counts, not the last sample', { start: [0, 0], readings: [[10, 500]], final: [11, 510] }, 510],
    ['whole Wh at the end, decimals before', { start: [0, 1000], readings: [[9, 1500.437]], final: [10, 1500] }, 500],
    ['whole kWh at the end', { start: [0, 0], readings: [[9, 1567]], final: [10, 1000] }, 1000],
    [
      'a zero is a meter restarting',
      {
        start: [0, 5000],
        readings: [
          [1, 5100],
          [2, 0],
          [3, 5200],
        ],
      },
      200,
    ],
    [
      'several zeros too',
      {
        start: [0, 5000],
        readings: [
          [1, 5100],
          [2, 0],
          [3, 0],
          [4, 5200],
        ],
      },
      200,
    ],
    [
      'one odd reading is left out, below',
      {
        start: [0, 5000],
        readings: [
          [1, 5100],
          [2, 17],
          [3, 5200],
        ],
      },
      200,
    ],
    [
      'and above',
      {
        start: [0, 5000],
        readings: [
          [1, 5100],
          [2, 9000],
          [3, 5200],
        ],
      },
      200,
    ],
    ['a final zero is no register', { start: [0, 5000], readings: [[1, 5100]], final: [2, 0] }, 100],
    [
      'a zero before a lifetime register is no start',
      {
        start: [0, 0],
        readings: [
          [1, 7_000_100],
          [9, 7_000_900],
        ],
      },
      800,
    ],
    ['and unknown when only the end shows it', { start: [0, 0], final: [60, 7_000_900] }, null],
    ['a register based on zero is one', { start: [0, 0], final: [60, 60_000] }, 60_000],
    [
      'reset: what it shows it counted since',
      {
        start: [0, 10_000],
        readings: [
          [5, 10_500],
          [6, 20],
          [9, 300],
        ],
        final: [15, 800],
      },
      1300,
    ],
    ['reset without samples', { start: [0, 10_000], final: [60, 2500] }, 2500],
    [
      'a replaced meter shows nothing of ours',
      {
        start: [0, 9_000_000],
        readings: [
          [5, 9_000_500],
          [6, 3_000_000],
          [9, 3_000_200],
        ],
      },
      700,
    ],
    ['rollover at 999.999 kWh', { start: [0, 999_500], final: [20, 700] }, 1200],
    [
      'rollover at 99 999.9 kWh',
      {
        start: [0, 99_999_000],
        readings: [
          [5, 99_999_900],
          [6, 150],
        ],
        final: [9, 400],
      },
      1400,
    ],
    ['rollover at 32 bits', { start: [0, 4_294_967_000], readings: [[5, 204]] }, 500],
    [
      'readings before the given start are somebody else’s',
      {
        start: [10, 500],
        readings: [
          [9, 400],
          [11, 600],
        ],
      },
      100,
    ],
  ])('%s', (_what, of, energyWh) => {
    expect(resultOf(registerWith(of)).energyWh).toBe(energyWh)
  })

  test('a start that comes late takes its place', () => {
    const register = registerWith({
      readings: [
        [3, 700],
        [4, 800],
      ],
    })
    setStart(register, 0, 100)
    expect(resultOf(register).energyWh).toBe(700)
  })

  test('a start that comes late drops what was before it', () => {
    const register = registerWith({
      readings: [
        [1, 50],
        [3, 700],
        [4, 800],
      ],
    })
    setStart(register, 2 * minute, 600)
    expect(resultOf(register).energyWh).toBe(200)
  })

  test('a clock set back between start and readings loses nothing', () => {
    const register = registerWith({
      start: [100, 1000],
      readings: [
        [10, 1200],
        [11, 1400],
      ],
    })
    expect(resultOf(register).energyWh).toBe(400)
  })

  test('it says what happened to the register', () => {
    const reset = registerWith({
      start: [0, 10_000],
      readings: [
        [1, 20],
        [2, 50],
      ],
    })
    expect(resultOf(reset)).toMatchObject({ resets: 1, rollovers: 0 })
    const rollover = registerWith({
      start: [0, 999_900],
      readings: [
        [1, 20],
        [2, 50],
      ],
    })
    expect(resultOf(rollover)).toMatchObject({ resets: 0, rollovers: 1 })
  })
})

describe('phases', () => {
  const L1 = 1
  const all = 7

  test('a frame with some of the phases is no reading of their sum', () => {
    const register = newRegister()
    addReading(register, 0, 3_000_000, all)
    addReading(register, minute, 1_000_100, L1)
    addReading(register, 2 * minute, 3_000_300, all)
    expect(resultOf(register).energyWh).toBe(300)
  })

  test('the sum that follows one phase does not add what the others ever had', () => {
    const register = newRegister()
    addReading(register, 0, 1_000_000, L1)
    addReading(register, minute, 1_000_100, L1)
    addReading(register, 2 * minute, 3_000_300, all)
    addReading(register, 3 * minute, 3_000_500, all)
    expect(resultOf(register).energyWh).toBe(300)
  })

  test('a meter of one phase goes on where meterStart was', () => {
    const register = newRegister()
    setStart(register, 0, 5000)
    addReading(register, minute, 5100, L1)
    expect(resultOf(register).energyWh).toBe(100)
  })
})

describe('whatever the order, and however often', () => {
  const seed = 20260301
  const rising = fc
    .tuple(fc.nat(2_000_000_000), fc.array(fc.nat(90_000), { minLength: 1, maxLength: 60 }))
    .map(([first, gains]) => {
      let milliWh = first
      return gains.map((gained, i): Reading => {
        milliWh += gained
        return [i, milliWh / 1000]
      })
    })

  test('a rising register gives the same energy', () => {
    const shuffledTwice = rising.chain((readings) =>
      fc.tuple(
        fc.constant(readings),
        fc.shuffledSubarray([...readings, ...readings], { minLength: 2 * readings.length }),
      ),
    )
    fc.assert(
      fc.property(shuffledTwice, fc.boolean(), ([readings, shuffled], startGiven) => {
        const [first, last] = [readings[0] as Reading, readings.at(-1) as Reading]
        const register = registerWith(startGiven ? { start: first, readings: shuffled } : { readings: shuffled })
        expect(resultOf(register).energyWh).toBeCloseTo(last[1] - first[1], 3)
      }),
      { seed },
    )
  })

  test('so does one that is reset, with readings late by a few', () => {
    const withResets = fc
      .array(fc.array(fc.integer({ min: 200, max: 3000 }), { minLength: 10, maxLength: 20 }), {
        minLength: 1,
        maxLength: 3,
      })
      .map((runs) => {
        const readings: Reading[] = []
        let expected = 0
        for (const [run, gains] of runs.entries()) {
          let wh = run === 0 ? 50_000 : 0
          for (const [i, gained] of gains.entries()) {
            // Seen soon after the reset: a fall by less than half could as well be another meter.
            const more = run > 0 && i === 0 ? 90 : gained
            wh += more
            if (run > 0 || i > 0) expected += more
            readings.push([readings.length, wh])
          }
        }
        return { readings, expected, resets: runs.length - 1 }
      })
    const delays = fc.array(fc.nat(4), { minLength: 60, maxLength: 60 })
    fc.assert(
      fc.property(withResets, delays, ({ readings, expected, resets }, delays) => {
        const late = readings
          .map((reading, i) => ({ reading, at: i + (delays[i] ?? 0) }))
          .sort((a, b) => a.at - b.at)
          .map(({ reading }) => reading)
        const inOrder = resultOf(registerWith({ readings }))
        expect(inOrder).toMatchObject({ energyWh: expected, resets })
        expect(resultOf(registerWith({ readings: late }))).toEqual(inOrder)
        expect(resultOf(registerWith({ readings: late.flatMap((reading) => [reading, reading]) }))).toEqual(inOrder)
      }),
      { seed },
    )
  })

  test('energy is a number, and never negative', () => {
    const reading = fc.tuple(fc.nat(500), fc.double({ min: 0, max: 1e9, noNaN: true }))
    fc.assert(
      fc.property(fc.array(reading), fc.option(reading), fc.option(reading), (readings, start, final) => {
        const register = registerWith({ readings, ...(start && { start }), ...(final && { final }) })
        const { energyWh } = resultOf(register)
        expect(energyWh === null || (energyWh >= 0 && Number.isFinite(energyWh))).toBe(true)
      }),
      { seed },
    )
  })
})
