import { expect, test } from 'vitest'
import { isReading, isSuspect, mostDelivered, rolledOver, stepOf } from './plausible.ts'

test.each([
  -1,
  -0.001,
  2 ** 31 - 1,
  2 ** 32 - 1,
  4_294_967.295,
  429_496_729.5,
  42_949_672_950,
  2_147_483.647,
  1e12,
  9_007_199_254_740_991,
])('%d is what a meter says that does not answer', (wh) => {
  expect(isReading(wh)).toBe(false)
})

test.each([0, 1, 4_294_967_294, 65_535, 999_999_999_999])('%d may be a register', (wh) => {
  expect(isReading(wh)).toBe(true)
})

test('zero and a few bits of ones are doubted at an end', () => {
  expect([0, 32_767, 65_535, 65_535_000, 16_777_215, 65_536, 1].map(isSuspect)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})

test('an hour brings what the EVSE has, or what the largest vehicles take', () => {
  expect(mostDelivered(3_600_000, 22_000)).toBe(28_500)
  expect(mostDelivered(3_600_000, null)).toBe(4_005_000)
  expect(mostDelivered(-5, null)).toBe(5000)
})

test.each([
  [999_500, 700, 1200],
  [4_294_967_000, 204, 500],
  [99_999_900, 150, 250],
  [500_000, 700, null],
  [999_500, 900_000, null],
])('from %d to %d', (from, to, gained) => {
  expect(rolledOver(from, to, 5000)).toBe(gained)
})

test('registers tell their steps', () => {
  expect(stepOf([1000, 5000])).toBe(1000)
  expect(stepOf([1000, 5100])).toBe(100)
  expect(stepOf([1000, 5001])).toBe(1)
})
