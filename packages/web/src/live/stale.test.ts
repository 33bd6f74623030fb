import { expect, test } from 'vitest'
import type { ServerEvent } from '../api/types.ts'
import { changesStationRow, staleKeys } from './stale.ts'

const event = (kind: string, more: Partial<ServerEvent> = {}): ServerEvent => ({
  kind,
  at: '2026-03-01T08:00:00Z',
  station: 'CP1',
  subject: null,
  data: {},
  ...more,
})

test('a status makes its station and the overview old, and no transaction', () => {
  expect(staleKeys(event('connector.status', { subject: 'CP1:1' }))).toEqual([['station', 'CP1'], ['overview']])
})

test('the end of a transaction makes all of it old, an update only what readings do not tell', () => {
  const ended = staleKeys(event('transaction.ended', { subject: '7' }))
  expect(ended).toContainEqual(['transaction', 7])
  expect(ended).toContainEqual(['transaction', 7, 'series'])
  expect(ended).toContainEqual(['transactions'])
  const updated = staleKeys(event('transaction.updated', { subject: '7' }))
  expect(updated).toContainEqual(['transaction', 7, 'events'])
  expect(updated).not.toContainEqual(['transaction', 7, 'series'])
})

test('who was turned away is news of its station, or of the inbox', () => {
  expect(staleKeys(event('station.turned-away'))).toEqual([['station', 'CP1']])
  expect(staleKeys(event('station.turned-away', { station: null }))).toEqual([['turned-away'], ['unknown-stations']])
  expect(staleKeys(event('station.contested'))).toEqual([['station', 'CP1']])
})

test('telemetry and kinds of a newer server make nothing old', () => {
  for (const kind of ['meter', 'message', 'weather.changed']) expect(staleKeys(event(kind)), kind).toEqual([])
})

test('a station in the inbox has no row in the list of stations', () => {
  expect(changesStationRow(event('station.unknown'))).toBe(false)
  expect(changesStationRow(event('station.offline'))).toBe(true)
  expect(changesStationRow(event('site.changed', { station: null }))).toBe(false)
})
