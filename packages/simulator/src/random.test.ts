import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the same seed gives the same numbers, another seed others', () => {
  const numbers = (seed: string) => {
    const random = new Random(seed)
    return Array.from({ length: 20 }, () => random.next())
  }
  expect(numbers('a')).toEqual(numbers('a'))
  expect(numbers('a')).not.toEqual(numbers('b'))
})

test('a fork does not depend on what its parent has drawn', () => {
  const fresh = new Random(1)
  const used = new Random(1)
  for (let i = 0; i < 10; i++) used.next()
  expect(used.fork('x').next()).toBe(fresh.fork('x').next())
})

test('numbers spread evenly, waiting times have their mean', () => {
  const random = new Random('spread')
  const buckets = new Array(10).fill(0)
  let sum = 0
  for (let i = 0; i < 20_000; i++) {
    buckets[Math.floor(random.next() * 10)]++
    sum += random.exponential(5)
  }
  for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(200)
  expect(sum / 20_000).toBeGreaterThan(4.8)
  expect(sum / 20_000).toBeLessThan(5.2)
})
