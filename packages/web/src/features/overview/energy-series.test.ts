import { expect, test } from 'vitest'
import { energySeriesOf } from './energy-series.ts'

const point = (day: string, energyWh: number | null) => ({
  ...{ day, energyWh, sessions: 1, unknown: energyWh === null ? 1 : 0, exportedWh: null, chargingS: null },
})

test('days without a session stand between the others with 0; what is not known has no bar', () => {
  const items = [point('2026-02-27', 500), point('2026-03-02', null)]
  const series = energySeriesOf({ items }, 'day', '2026-03-03')
  expect(series.times.map((s) => new Date(s * 1000).toISOString().slice(5, 10))).toEqual([
    ...['02-27', '02-28', '03-01', '03-02', '03-03'],
  ])
  expect(series.energyWh).toEqual([500, 0, 0, null, 0])
  expect(series).toMatchObject({ totalWh: 500, sessions: 2, unknown: 1 })
})

test('months, over the end of a year', () => {
  const items = [point('2025-11-01', 500), point('2026-01-01', 700)]
  expect(energySeriesOf({ items }, 'month', '2026-01-20').energyWh).toEqual([500, 0, 700])
})

test('nothing yet', () => {
  expect(energySeriesOf({ items: [] }, 'day', '2026-03-03').times).toEqual([])
})
