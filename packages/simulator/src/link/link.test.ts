import { expect, test } from 'vitest'
import { defaultSettings } from '../provisioning/settings.ts'
import { Random } from '../random.ts'
import { nextBackOffS } from './link.ts'

test('the wait doubles so often as configured, then stays (2.0.1 part 4, 5.3)', () => {
  const settings = { ...defaultSettings(), backOffWaitMinimumS: 3, backOffRandomRangeS: 0, backOffRepeatTimes: 3 }
  const random = new Random(1)
  const waits: number[] = []
  for (let attempt = 0; attempt < 7; attempt++) waits.push(nextBackOffS(attempt, waits.at(-1) ?? 0, settings, random))
  expect(waits).toEqual([3, 6, 12, 24, 24, 24, 24])
})

test('stations that lost one CSMS do not come back at one moment', () => {
  const settings = { ...defaultSettings(), backOffWaitMinimumS: 3, backOffRandomRangeS: 10 }
  const waits = Array.from({ length: 50 }, (_, i) => nextBackOffS(0, 0, settings, new Random(`station ${i}`)))
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(3)
  expect(Math.max(...waits)).toBeLessThanOrEqual(13)
  expect(new Set(waits).size).toBe(50)
})
