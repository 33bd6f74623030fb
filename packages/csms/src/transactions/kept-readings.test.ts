import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepReading, keptReadings, noReadings } from './kept-readings.ts'

type Reading = readonly [ms: number, wh: number]
const seed = Number(process.env.BUSBAR_SEED ?? 20260301)
const reading = fc.tuple(
  fc.oneof(fc.nat(600_000), fc.nat(40_000_000), fc.integer({ min: -1e12, max: 1e13 })),
  fc.oneof(fc.nat(2000), fc.nat(1e8)),
)

function keptOf(readings: readonly Reading[]) {
  const kept = noReadings()
  for (const [ms, wh] of readings) keepReading(kept, ms, wh)
  return kept
}

test(`what is kept depends on the set of readings, not on their order or how often they come (seed ${seed})`, () => {
  const shuffledTwice = fc
    .array(reading, { minLength: 1, maxLength: 120 })
    .chain((readings) =>
      fc.tuple(
        fc.constant(readings),
        fc.shuffledSubarray([...readings, ...readings], { minLength: 2 * readings.length }),
      ),
    )
  fc.assert(
    fc.property(shuffledTwice, ([readings, shuffled]) => {
      expect(keptOf(shuffled)).toEqual(keptOf(readings))
    }),
    { seed, numRuns: 400 },
  )
})

test(`it stays small, and first, last, least, greatest and the latest three are always there (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(reading, { minLength: 3, maxLength: 400 }), (readings) => {
      const kept = keptReadings(keptOf(readings))
      expect(kept.length / 2).toBeLessThanOrEqual(4 * 8 + 3)
      const pairs = kept.flatMap((ms, i) => (i % 2 === 0 ? [`${ms} ${kept[i + 1]}`] : []))
      expect(new Set(pairs).size).toBe(pairs.length)
      const byTime = [...new Set(readings.map(([ms, wh]) => `${ms} ${wh}`))]
        .map((text) => text.split(' ').map(Number) as [number, number])
        .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
      const values = byTime.map(([, wh]) => wh)
      expect(kept.slice(0, 2)).toEqual(byTime[0])
      for (const late of byTime.slice(-3)) expect(pairs).toContain(late.join(' '))
      expect(kept.filter((_, i) => i % 2 === 1)).toEqual(
        expect.arrayContaining([Math.min(...values), Math.max(...values)]),
      )
    }),
    { seed, numRuns: 300 },
  )
})

test('a register of ten hours takes no more room than one of ten minutes', () => {
  const rising = (n: number) => keptOf(Array.from({ length: n }, (_, i): Reading => [i * 60_000, 1000 + i * 100]))
  expect(keptReadings(rising(600)).length).toBeLessThanOrEqual(40)
  expect(keptReadings(rising(600)).slice(-2)).toEqual([599 * 60_000, 60_900])
})
