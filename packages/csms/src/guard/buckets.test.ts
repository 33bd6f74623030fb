import { expect, test } from 'vitest'
import { Buckets } from './buckets.ts'

test('a burst passes, then so many a minute; another key has its own', () => {
  const buckets = new Buckets({ burst: 3, perMinute: 6 })
  const taken = (key: string, nowMs: number) => buckets.take(key, nowMs)
  expect([0, 0, 0, 0].map((at) => taken('A', at))).toEqual([true, true, true, false])
  expect(taken('B', 0)).toBe(true)
  expect(buckets.waitS('A', 0)).toBe(10)
  expect(taken('A', 9_999)).toBe(false)
  expect(taken('A', 10_001)).toBe(true)
  expect([600_000, 600_000, 600_000, 600_000].map((at) => taken('A', at))).toEqual([true, true, true, false])
})

test('what is given back can be taken again, and never more than the burst', () => {
  const buckets = new Buckets({ burst: 1, perMinute: 1 })
  buckets.giveBack('A')
  expect(buckets.take('A', 0)).toBe(true)
  buckets.giveBack('A')
  buckets.giveBack('A')
  expect([buckets.take('A', 0), buckets.take('A', 0)]).toEqual([true, false])
})

test('a clock that goes back takes nothing away', () => {
  const buckets = new Buckets({ burst: 2, perMinute: 60 })
  expect(buckets.take('A', 10_000)).toBe(true)
  expect(buckets.has('A', 0)).toBe(true)
})

test('a million keys are ten thousand buckets', () => {
  const buckets = new Buckets({ burst: 1, perMinute: 1 })
  for (let i = 0; i < 20_000; i++) buckets.take(String(i), 0)
  expect(buckets.has('19999', 0)).toBe(false)
  expect(buckets.has('1', 0)).toBe(true)
})
