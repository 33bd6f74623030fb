import { expect, test } from 'vitest'
import { scheduleOf } from './schedule.ts'

test('the steps of the first schedule, in order', () => {
  const chargingSchedule = [
    {
      chargingRateUnit: 'W',
      duration: 7200,
      chargingSchedulePeriod: [
        { startPeriod: 3600, limit: 4000 },
        { startPeriod: 0, limit: 11000 },
      ],
    },
  ]
  expect(scheduleOf({ chargingSchedule })).toEqual({
    unit: 'W',
    durationS: 7200,
    steps: [
      { fromS: 0, limit: 11000 },
      { fromS: 3600, limit: 4000 },
    ],
  })
})

test('a profile without limits has no sketch', () => {
  expect(scheduleOf({})).toBeNull()
  expect(scheduleOf({ chargingSchedule: [{ chargingSchedulePeriod: [{ startPeriod: 0 }] }] })).toBeNull()
})
