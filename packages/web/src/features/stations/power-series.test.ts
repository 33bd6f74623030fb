import { expect, test } from 'vitest'
import { joined } from './power-series.ts'

test('readings of two EVSEs share one axis, in order, with gaps where one said nothing', () => {
  const { times, byEvse } = joined([
    { evse: 2, atS: 20, powerW: 50 },
    { evse: 1, atS: 30, powerW: 7 },
    { evse: 1, atS: 10, powerW: 5 },
    { evse: 2, atS: 30, powerW: 60 },
  ])
  expect(times).toEqual([10, 20, 30])
  expect([...byEvse]).toEqual([
    [1, [5, null, 7]],
    [2, [null, 50, 60]],
  ])
})

test('what was at no known EVSE is no line', () => {
  const { times, byEvse } = joined([
    { evse: null, atS: 5, powerW: 0 },
    { evse: 1, atS: 10, powerW: 5 },
  ])
  expect(times).toEqual([10])
  expect([...byEvse]).toEqual([[1, [5]]])
})
