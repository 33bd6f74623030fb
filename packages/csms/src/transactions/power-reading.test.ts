import { expect, test } from 'vitest'
import { isPowerNow, type PowerReading, takePower } from './power-reading.ts'

const begun = Date.UTC(2026, 2, 1, 8)
const at = (seconds: number) => new Date(begun + seconds * 1000)

/** Readings of these seconds; then: for how long is the last one the power of now, in seconds? */
function lasts(...seconds: number[]): number {
  const of: PowerReading = { powerW: null, powerAt: null, powerUntil: null }
  for (const second of seconds) takePower(of, 7000, at(second))
  return ((of.powerUntil as Date).getTime() - (of.powerAt as Date).getTime()) / 1000
}

const every = (seconds: number, n = 20) => Array.from({ length: n }, (_, i) => i * seconds)

test.each([
  ['one reading: as long as most stations need to send the next', every(60, 1), 1200],
  ['every ten seconds: two minutes', every(10), 120],
  ['every minute: three of them', every(60), 180],
  ['every fifteen minutes: three of them', every(900), 2700],
  ['a longer interval is believed at once', [...every(60), 19 * 60 + 600], 1800],
  ['an absence of a day is no interval', [...every(60), 86_400], 2700],
])('%s', (_, seconds, expected) => {
  expect(Math.abs(lasts(...seconds) - expected)).toBeLessThanOrEqual(2)
})

test('until then, and not after', () => {
  expect(isPowerNow({ powerUntil: at(60) }, at(59))).toBe(true)
  expect(isPowerNow({ powerUntil: at(60) }, at(60))).toBe(false)
  expect(isPowerNow({ powerUntil: null }, at(0))).toBe(false)
})
