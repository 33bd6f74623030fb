import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addInterval, isIncomplete, newIntervalSum } from './interval-sum.ts'

const minute = 60_000
const seed = Number(process.env.BUSBAR_SEED ?? 20260301)

function sumOf(intervals: readonly (readonly [ms: number, wh: number])[]) {
  const sum = newIntervalSum()
  for (const [ms, wh] of intervals) addInterval(sum, ms, wh)
  return sum
}

test(`each interval counts once, in whatever order and however often (seed ${seed})`, () => {
  const intervals = fc
    .array(fc.nat(5000), { minLength: 1, maxLength: 40 })
    .map((whs) => whs.map((wh, i) => [i * minute, wh] as const))
  fc.assert(
    fc.property(
      intervals.chain((of) =>
        fc.tuple(fc.constant(of), fc.shuffledSubarray([...of, ...of], { minLength: 2 * of.length })),
      ),
      ([of, shuffled]) => {
        expect(sumOf(shuffled).wh).toBe(of.reduce((sum, [, wh]) => sum + wh, 0))
        expect(isIncomplete(sumOf(shuffled))).toBe(false)
      },
    ),
    { seed },
  )
})

test('a missing interval is a gap, also long after', () => {
  const missing = Array.from({ length: 200 }, (_, i) => [i * minute, 10] as const).filter((_, i) => i !== 20)
  expect(isIncomplete(sumOf(missing.slice(0, 30)))).toBe(true)
  expect(isIncomplete(sumOf(missing))).toBe(true)
})

test('what comes when nobody remembers is not counted a second time, and told', () => {
  const all = Array.from({ length: 100 }, (_, i) => [i * minute, 10] as const)
  const sum = sumOf([...all, all[3] as (typeof all)[number]])
  expect(sum.wh).toBe(1000)
  expect(isIncomplete(sum)).toBe(true)
})
