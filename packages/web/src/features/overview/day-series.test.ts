import { expect, test } from 'vitest'
import { shownHours } from './day-series.ts'

test.each([
  [0, 1],
  [60, 1],
  [3600, 1],
  [3601, 2],
  [80_000, 23],
  [86_400, 24],
  [90_000, 24],
])('what began %s s ago is shown on %s hours', (agoS, hours) =>
  expect(shownHours(1_000_000 - agoS, 1_000_000)).toBe(hours),
)
