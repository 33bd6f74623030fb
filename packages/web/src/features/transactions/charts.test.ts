import { expect, test } from 'vitest'
import type { MeterValue } from '../../api/types.ts'
import { chartsOf } from './charts.ts'

const value = (at: string, given: Partial<MeterValue>): MeterValue => ({
  at,
  receivedAt: at,
  energyWh: null,
  powerW: null,
  currentA: null,
  voltageV: null,
  socPercent: null,
  context: null,
  samples: [],
  ...given,
})

test('registers become the energy of the transaction, late readings find their place, what was never metered has no line', () => {
  const lines = chartsOf(
    [
      value('2026-03-01T08:00:00Z', { energyWh: 1200, powerW: 0 }),
      value('2026-03-01T08:02:00Z', { energyWh: 1700, powerW: 11_000 }),
      value('2026-03-01T08:01:00Z', { powerW: 11_000 }),
      value('2026-03-01T08:03:00Z', { energyWh: 4 }),
    ],
    { meterStartWh: 1200, uncertain: [] },
  )
  expect(lines.times.map((time, _, [first = 0]) => time - first)).toEqual([0, 60, 120, 180])
  expect(lines.powerW).toEqual([0, 11_000, 11_000, null])
  expect(lines.energyWh).toEqual([0, null, 500, null])
  expect(lines.socPercent).toBeNull()
})

test('a start that was not read is no origin of the energy line', () => {
  const values = [
    value('2026-03-01T08:01:00Z', { energyWh: 149_948 }),
    value('2026-03-01T08:10:00Z', { energyWh: 150_010 }),
  ]
  const uncertain = [{ reason: 'start-doubtful' as const, takenWh: 62, otherWh: 150_010 }]
  expect(chartsOf(values, { meterStartWh: 0, uncertain }).energyWh).toEqual([0, 62])
})
