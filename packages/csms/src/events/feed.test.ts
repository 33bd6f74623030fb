import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import type { Database } from '../db/database.ts'
import { Writer } from '../db/writer.ts'
import { Writes } from '../db/writes.ts'
import { Feed, type FeedMessage, type Subscription } from './feed.ts'

const log = pino({ level: 'silent' })
const at = new Date('2026-03-01T08:00:00Z')
let database: Database
let writer: Writer
let feed: Feed
beforeAll(async () => {
  database = await openTestDatabase(log)
  writer = await Writer.open(database.writes, database.columns, {
    commitTimeoutMs: 5000,
    log,
    committed: () => feed.wake(),
  })
})
beforeEach(async () => {
  await feed?.close()
  feed = new Feed(database.db, log)
})
afterAll(async () => {
  await feed.close()
  await writer.close()
  await database.close()
})

async function happens(subject: string, of: { organisationId?: string; stationId?: string } = {}): Promise<void> {
  const writes = new Writes()
  writes.event('station.changed', { organisationId: 'default', at, subject, data: { n: 1 }, ...of })
  await writer.commit(writes)
}

/** What one follower missed, and where it was before that. */
async function missed(count: number): Promise<string> {
  const first = follow()
  await settled()
  await happens('seen')
  for (let i = 1; i < count; i++) void happens(`missed ${i}`)
  await happens(`missed ${count}`)
  // Transactions of other databases of the server can hold them back; what nobody could hear yet, nobody has missed.
  await first.until(1 + count)
  first.stop()
  return (first.heard[0] as { id: string }).id
}

function follow(subscription: Partial<Subscription> = {}) {
  const heard: FeedMessage[] = []
  const stop = feed.subscribe({ organisationId: 'default', ...subscription }, (message) => heard.push(message))
  const subjects = () => heard.map((message) => ('subject' in message ? message.subject : message.kind))
  const until = async (count: number) => {
    for (let i = 0; i < 250 && heard.length < count; i++) await new Promise((resolve) => setTimeout(resolve, 20))
    return subjects()
  }
  return { heard, stop, subjects, until }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 200))

test('what happens is told in order, and once', async () => {
  const follower = follow()
  await settled()
  for (let i = 0; i < 20; i++) await happens(String(i))
  expect(await follower.until(20)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)))
  await settled()
  expect(follower.heard).toHaveLength(20)
  expect(follower.heard[0]).toMatchObject({ kind: 'station.changed', organisationId: 'default', at, data: { n: 1 } })
})

test('who comes back with the last id hears what was missed, and then what happens', async () => {
  const first = follow()
  await settled()
  await happens('seen')
  await first.until(1)
  first.stop()
  const [seen] = first.heard
  for (let i = 0; i < 1200; i++) void happens(`missed ${i}`)
  await happens('missed last')
  const again = follow({ after: (seen as { id: string }).id })
  await happens('new')
  expect(await again.until(1202)).toEqual([
    ...Array.from({ length: 1200 }, (_, i) => `missed ${i}`),
    'missed last',
    'new',
  ])
  await settled()
  expect(again.heard).toHaveLength(1202)
})

test.each(['nonsense', '1-99999999', '99999999999-1', ''])(
  'an id we do not know (%j) is a reset, and the present goes on',
  async (after) => {
    const follower = follow({ after })
    await settled()
    await happens('now')
    expect(await follower.until(2)).toEqual(['reset', 'now'])
  },
)

test('everybody hears of their own organisation, station and kinds', async () => {
  await database.db
    .insertInto('organisation')
    .values({ id: 'other', name: 'Other' })
    .onConflict((c) => c.doNothing())
    .execute()
  const all = follow()
  const one = follow({ stationId: 'A' })
  const other = follow({ organisationId: 'other' })
  const none = follow({ kinds: ['station.online'] })
  await settled()
  await happens('a', { stationId: 'A' })
  await happens('b', { stationId: 'B' })
  await happens('c', { organisationId: 'other' })
  await all.until(2)
  await other.until(1)
  expect([all, one, other, none].map((follower) => follower.subjects())).toEqual([['a', 'b'], ['a'], ['c'], []])
})

test('an event of a transaction that commits late is not skipped', async () => {
  const follower = follow()
  await settled()
  if (database.title.startsWith('embedded')) return // one session: nothing can be late there
  await database.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('event')
      .values({ organisation_id: 'default', at, kind: 'site.changed', subject: 'slow', data: '{}' })
      .execute()
    await happens('quick')
    await settled()
    expect(follower.subjects()).toEqual([])
  })
  feed.wake()
  expect(await follower.until(2)).toEqual(['slow', 'quick'])
})

test('telemetry is told at once and has no id; frames only to who asks for a station or for them', async () => {
  const all = follow()
  const one = follow({ stationId: 'A' })
  const frames = follow({ kinds: ['message'] })
  await settled()
  const of = { organisationId: 'default', stationId: 'A', subject: null, at, data: {} }
  feed.telemetry({ kind: 'meter', ...of })
  feed.telemetry({ kind: 'message', ...of })
  expect([all, one, frames].map((follower) => follower.heard.map((message) => message.kind))).toEqual([
    ['meter'],
    ['meter', 'message'],
    ['message'],
  ])
  expect(all.heard[0]).toMatchObject({ id: null })
})

test('who is slow to take what it missed is waited for, and hears everything once; others do not wait', async () => {
  const after = await missed(700)
  const quick = follow()
  const gate = Promise.withResolvers<void>()
  const slow = follow({ after, ready: () => gate.promise })
  expect(await slow.until(1)).toEqual(['missed 1'])
  for (let i = 0; i < 600; i++) void happens(`new ${i}`)
  await happens('last')
  expect((await quick.until(601)).at(-1)).toBe('last')
  feed.telemetry({ kind: 'meter', organisationId: 'default', stationId: null, subject: 'power', at, data: {} })
  expect(slow.subjects()).toEqual(['missed 1'])
  gate.resolve()
  expect(await slow.until(1302)).toEqual([
    ...Array.from({ length: 700 }, (_, i) => `missed ${i + 1}`),
    ...Array.from({ length: 600 }, (_, i) => `new ${i}`),
    'last',
    'power',
  ])
  await happens('after')
  expect((await slow.until(1303)).at(-1)).toBe('after')
})

test('who takes so long that too much telemetry waits is dropped, and goes on later where it was', async () => {
  const after = await missed(3)
  const gate = Promise.withResolvers<void>()
  const slow = follow({ after, ready: () => gate.promise })
  await slow.until(1)
  const reading = { kind: 'meter', organisationId: 'default', stationId: null, subject: null, at, data: {} } as const
  let told = 0
  while (feed.followed && told < 1_000_000) {
    feed.telemetry(reading)
    told++
  }
  expect(told).toBeLessThan(1_000_000)
  expect(slow.subjects()).toEqual(['missed 1', 'dropped'])
  gate.resolve()
  await settled()
  expect(slow.heard).toHaveLength(2)
  const again = follow({ after: (slow.heard[0] as { id: string }).id })
  expect(await again.until(2)).toEqual(['missed 2', 'missed 3'])
})
