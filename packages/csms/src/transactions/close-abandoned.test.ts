import { expect, test } from 'vitest'
import type { LiveConnector, LiveEvse } from '../stations/live-station.ts'
import { whyAbandoned } from './close-abandoned.ts'
import type { Transaction } from './transaction.ts'

const hour = 3_600_000
const started = Date.UTC(2026, 2, 1, 8)
const at = (hours: number) => new Date(started + hours * hour)
const transaction = { evseId: 1, startedAt: at(0), heardAt: at(1) } as Transaction
const rule = (hours: number, listeningSince = at(0)) => ({ afterS: 24 * 3600, listeningSince, now: at(hours) })
const link = {} as never

const evses = (status: LiveConnector['status'], heardAt: Date) => {
  const connector = { connectorId: 1, status, heardAt } as LiveConnector
  return new Map<number, LiveEvse>([
    [1, { evseId: 1, availability: 'Operative', connectors: new Map([[1, connector]]) }],
  ])
}
const gone = (lastHeardHours: number) => ({
  link: null,
  lastHeardAt: at(lastHeardHours).getTime(),
  evses: new Map(),
})

test('a station that is away for long enough has vanished', () => {
  expect(whyAbandoned(gone(2), transaction, rule(25))).toBeNull()
  expect(whyAbandoned(gone(2), transaction, rule(26))).toContain('last heard of at 2026-03-01T10:00:00.000Z')
})
test('not while it is connected, however silent the transaction', () => {
  expect(whyAbandoned({ ...gone(2), link }, transaction, rule(100))).toBeNull()
})
test('time in which we were not there does not count', () => {
  expect(whyAbandoned(gone(2), transaction, rule(40, at(30)))).toBeNull()
  expect(whyAbandoned(gone(2), transaction, rule(54, at(30)))).not.toBeNull()
})
test('an EVSE that has been free for as long has no transaction', () => {
  const here = { ...gone(0), link }
  expect(whyAbandoned({ ...here, evses: evses('Available', at(3)) }, transaction, rule(26))).toBeNull()
  expect(whyAbandoned({ ...here, evses: evses('Available', at(3)) }, transaction, rule(27))).toContain('free since')
  expect(whyAbandoned({ ...here, evses: evses('SuspendedEV', at(3)) }, transaction, rule(99))).toBeNull()
  expect(whyAbandoned({ ...here, evses: evses('Available', at(-1)) }, transaction, rule(99))).toBeNull()
})
