import { expect, test } from 'vitest'
import { pastSeriesOf } from './past-series.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour)).toISOString()
const seconds = (hour: number) => Date.UTC(2026, 2, 1, hour) / 1000

test('mean and greatest power over time', () => {
  const items = [1, 2].map((hour) => ({ at: at(hour), meanW: hour * 100, maxW: hour * 300 }))
  expect(pastSeriesOf({ items })).toEqual({
    times: [seconds(1), seconds(2)],
    meanW: [100, 200],
    maxW: [300, 600],
    peakW: 600,
  })
})

test('where nobody measured there is a gap', () => {
  const items = [1, 2, 7, 8].map((hour) => ({ at: at(hour), meanW: 1, maxW: 2 }))
  const { times, meanW } = pastSeriesOf({ items })
  expect(times).toEqual([1, 2, 3, 7, 8].map(seconds))
  expect(meanW).toEqual([1, 1, null, 1, 1])
})

test('of nothing nothing is known, and one point alone is a point', () => {
  expect(pastSeriesOf({ items: [] })).toEqual({ times: [], meanW: [], maxW: [], peakW: null })
  expect(pastSeriesOf({ items: [{ at: at(1), meanW: 5, maxW: 6 }] }).times).toEqual([seconds(1)])
})
