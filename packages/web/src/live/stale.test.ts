import { expect, test } from 'vitest'
import type { ServerEvent } from '../api/types.ts'
import { changesStationRow, eventsPath, followedKinds, staleKeys, waitMs } from './stale.ts'

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

test('whatever makes something old is told to the console, and of readings only those of one station', () => {
  const kinds = [
    'station.offline',
    'connector.status',
    'transaction.updated',
    'reservation.changed',
    'operation.changed',
  ]
  const more = ['variables.changed', 'security.event', 'command.answered', 'site.changed', 'id-token.changed']
  for (const kind of [...kinds, ...more, 'charging-profile.changed', 'api-token.changed']) {
    expect(staleKeys(event(kind)), kind).not.toEqual([])
    expect(followedKinds, kind).toContain(kind.split('.')[0])
  }
  expect(followedKinds).not.toContain('meter')
  expect(eventsPath(null)).not.toContain('readingsOf')
  expect(eventsPath('CP 1')).toContain('&readingsOf=CP%201')
})

test('after a silence a change is read soon; while many come, every few seconds, and the last one is', () => {
  const reads: number[] = []
  let due: number | null = null
  for (let ms = 0; ms <= 20_000; ms += 100) {
    if (due !== null && due <= ms) {
      reads.push(ms)
      due = null
    }
    if (ms <= 9_000) due ??= ms + waitMs(['station', 'CP1'], reads.length > 0 ? ms - (reads.at(-1) as number) : null)
  }
  expect(reads).toEqual([400, 2400, 4400, 6400, 8400, 10400])
})
