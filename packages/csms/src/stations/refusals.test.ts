import { expect, test } from 'vitest'
import { helpfulTolerances, isNewKind, type Refusals, type Refused, withRefusal } from './refusals.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 10, minutes))
const meterValues: Refused = {
  direction: 'in',
  action: 'MeterValues',
  problem: '/meterValue/0/sampledValue/0/value must be a string, is the number 5',
  tolerances: ['loose-types'],
}
const counted = (...refused: Refused[]) =>
  refused.reduce<Refusals | null>((before, one, i) => withRefusal(before, one, at(i)), null) as Refusals

test('what is refused is counted by kind, since the first, with the tolerances that would let it through', () => {
  const status: Refused = { ...meterValues, action: 'StatusNotification', tolerances: ['missing-members'] }
  const refusals = counted(meterValues, meterValues, status, meterValues)
  expect(refusals).toEqual({
    count: 4,
    since: at(0).toISOString(),
    lastAt: at(3).toISOString(),
    by: [
      { ...meterValues, count: 3, lastAt: at(3).toISOString() },
      { ...status, count: 1, lastAt: at(2).toISOString() },
    ],
  })
  expect(helpfulTolerances(refusals)).toEqual(['loose-types', 'missing-members'])
})

test('what nothing helps against is counted, and helps nobody', () => {
  const hopeless: Refused = { ...meterValues, tolerances: [] }
  expect(helpfulTolerances(counted(hopeless))).toEqual([])
  expect(counted(hopeless, meterValues).by).toHaveLength(2)
})

test('the first of a kind is news', () => {
  expect(isNewKind(counted(meterValues))).toBe(true)
  expect(isNewKind(counted(meterValues, meterValues))).toBe(false)
})

test('a station that makes up actions fills ten kinds of bounded length', () => {
  const made = Array.from({ length: 1000 }, (_, i) => ({
    ...meterValues,
    action: `${i}`.padEnd(5000, 'x'),
    problem: 'y'.repeat(5000),
  }))
  const refusals = counted(...made)
  expect(refusals.count).toBe(1000)
  expect(refusals.by).toHaveLength(10)
  expect(JSON.stringify(refusals).length).toBeLessThan(10_000)
  const again = counted(...made.slice(0, 2), ...made.slice(0, 2))
  expect(again.by.map(({ count }) => count)).toEqual([2, 2])
})
