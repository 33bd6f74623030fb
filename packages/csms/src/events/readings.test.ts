import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FeedEvent, Reading } from './feed.ts'
import { Readings } from './readings.ts'

let told: (readonly FeedEvent[])[]
let readings: Readings
beforeEach(() => {
  vi.useFakeTimers()
  told = []
  readings = new Readings((events) => told.push(events))
})
afterEach(() => void vi.useRealTimers())

const start = Date.parse('2026-03-01T08:00:00Z')
const reading = (n: number, of: Partial<Reading> = {}): Reading => ({
  kind: 'meter',
  organisationId: 'default',
  stationId: 'CP1',
  evseId: 1,
  subject: '7',
  at: new Date(start + n),
  data: { n },
  ...of,
})
const data = () => told.map((events) => events.map((event) => event.data))

test('a hundred in a second are told once, and it is the last one', () => {
  for (let n = 1; n <= 100; n++) readings.add(reading(n))
  expect(told).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(data()).toEqual([[{ n: 100 }]])
})

test('the last one before a silence is told, and then nothing more', () => {
  for (let n = 1; n <= 25; n++) {
    readings.add(reading(n))
    vi.advanceTimersByTime(100)
  }
  vi.advanceTimersByTime(60_000)
  expect(data()).toEqual([[{ n: 10 }], [{ n: 20 }], [{ n: 25 }]])
  expect(vi.getTimerCount()).toBe(0)
})

test('places do not stand for each other, and one tick tells of all', () => {
  readings.add(reading(1))
  readings.add(reading(2, { subject: '8' }))
  readings.add(reading(3, { subject: null }))
  readings.add(reading(4, { subject: null, evseId: 2 }))
  readings.add(reading(5, { subject: null, stationId: 'CP2' }))
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(1000)
  expect(data()).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }]])
})

test('what a station sends out of its queue does not take the place of what was newer', () => {
  readings.add(reading(2))
  readings.add(reading(1))
  vi.advanceTimersByTime(1000)
  expect(data()).toEqual([[{ n: 2 }]])
  readings.add(reading(1))
  vi.advanceTimersByTime(1000)
  expect(data()).toEqual([[{ n: 2 }], [{ n: 1 }]])
})
