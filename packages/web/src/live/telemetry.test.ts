import { expect, test } from 'vitest'
import type { MeterValue, ServerEvent, Station, Transaction } from '../api/types.ts'
import { type Reading, readingOf, seriesWith, stationWith, transactionWith } from './telemetry.ts'

const reading: Reading = {
  station: 'CP1',
  evse: 1,
  transaction: 7,
  at: '2026-03-01T08:10:00Z',
  powerW: 7000,
  energyWh: 1200,
  socPercent: null,
}

test('a meter event is read with care', () => {
  const event: ServerEvent = {
    kind: 'meter',
    at: '2026-03-01T08:10:01Z',
    station: 'CP1',
    subject: '7',
    data: { evse: 1, transaction: 7, powerW: 7000, energyWh: 'much' },
  }
  expect(readingOf(event)).toEqual({ ...reading, at: event.at, energyWh: null })
  expect(readingOf({ ...event, kind: 'message' })).toBeNull()
})

test('a reading changes the power of its EVSE and the sum, and no other EVSE', () => {
  const evses = [
    { evseId: 1, transaction: 7, powerW: 0 },
    { evseId: 2, transaction: 8, powerW: 3000 },
  ]
  const station = stationWith({ evses, powerW: 3000 } as unknown as Station, reading)
  expect(station.powerW).toBe(10_000)
  expect(station.evses.map(({ powerW }) => powerW)).toEqual([7000, 3000])
})

test('an old reading does not overwrite a newer one, nor does any reach a closed transaction', () => {
  const open = { state: 'open', powerW: 1, energyWh: 1, socPercent: 50, meteredAt: null } as unknown as Transaction
  expect(transactionWith(open, reading)).toMatchObject({ powerW: 7000, energyWh: 1200, socPercent: 50 })
  const newer = { ...open, meteredAt: '2026-03-01T08:11:00Z' }
  expect(transactionWith(newer, reading)).toBe(newer)
  const closed: Transaction = { ...open, state: 'closed' }
  expect(transactionWith(closed, reading)).toBe(closed)
})

test('a series goes on where it ended, and a reading is in it once', () => {
  const once = seriesWith([], reading, 2200)
  expect(once).toMatchObject([{ at: reading.at, energyWh: 2200, powerW: 7000 }] satisfies Partial<MeterValue>[])
  expect(seriesWith(once, reading, 2200)).toHaveLength(1)
})
