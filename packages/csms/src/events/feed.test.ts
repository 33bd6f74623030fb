import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import { record } from '../audit/change.ts'
import type { OperatorContext } from '../context.ts'
import type { Database } from '../db/database.ts'
import { Writer } from '../db/writer.ts'
import { Writes } from '../db/writes.ts'
import { Feed, type FeedEvent, type Subscription } from './feed.ts'

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
  feed = new Feed(database.db, log, () => at)
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
  await first.until(1 + count)
  first.stop()
  return (first.heard[0] as { id: string }).id
}

function follow(subscription: Partial<Subscription> = {}) {
  const heard: (FeedEvent | { readonly kind: 'reset' | 'dropped' })[] = []
  const stop = feed.subscribe({ organisationId: 'default', ...subscription }, (told) => {
    heard.push(...(typeof told === 'string' ? [{ kind: told }] : told))
  })
  const subjects = () => heard.map((message) => ('subject' in message ? message.subject : message.kind))
  const until = async (count: number) => {
    for (let i = 0; i < 250 && heard.length < count; i++) await new Promise((resolve) => setTimeout(resolve, 20))
    return subjects()
  }
  return { heard, stop, subjects, until }
}
const frameOf = (station: string) =>
  ({ kind: 'message', organisationId: 'default', stationId: station, subject: station, at, data: {} }) as const
const readingOf = (station: string, powerW: number) =>
  ({
    kind: 'meter',
    organisationId: 'default',
    stationId: station,
    evseId: 1,
    subject: null,
    at,
    data: { powerW },
  }) as const
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

test('an event of somebody whose transaction commits late is not skipped, and holds nobody else up', async () => {
  const follower = follow()
  await settled()
  if (database.title.startsWith('embedded')) return // one session: nothing can be late there
  await inLane('slow', async () => {
    const next = inLane('next')
    await happens('quick')
    expect(await follower.until(1)).toEqual(['quick'])
    return next
  })
  expect(await follower.until(3)).toEqual(['quick', 'slow', 'next'])
})

/** By a transaction of its own, as operators' changes are. Resolves with what `meanwhile` gives, once that is committed, too. */
async function inLane(subject: string, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  let after: unknown
  const ctx = { organisationId: 'default', actor: 'test', now: () => at }
  await database.db.transaction().execute(async (trx) => {
    const note = { change: 'changed', subjectType: 'site', subject, event: 'site.changed' } as const
    await record(ctx as OperatorContext, trx, note)
    after = meanwhile()
    // Not before it has gone as far as it can while this one lasts.
    await settled()
  })
  feed.wake()
  await after
}

test('frames are told at once, and only to who asks for a station or for them; telemetry has no id', async () => {
  const all = follow()
  const one = follow({ stationId: 'A' })
  const frames = follow({ kinds: ['message'] })
  await settled()
  expect(feed.hears('message', 'default', 'A')).toBe(true)
  feed.frame(frameOf('A'))
  feed.frame(frameOf('B'))
  expect([all, one, frames].map((follower) => follower.subjects())).toEqual([[], ['A'], ['A', 'B']])
  expect(one.heard[0]).toMatchObject({ id: null })
  frames.stop()
  expect(['A', 'B'].map((station) => feed.hears('message', 'default', station))).toEqual([true, false])
})

test('of readings the newest of each place is told within a second, to those who follow them', async () => {
  const all = follow()
  const one = follow({ stationId: 'A' })
  const durable = follow({ kinds: ['station.changed'] })
  const page = follow({ kinds: ['station.changed'], readingsOf: 'A' })
  await settled()
  for (const powerW of [1000, 2000, 3000]) feed.reading(readingOf('A', powerW))
  feed.reading(readingOf('B', 7000))
  await happens('a', { stationId: 'A' })
  expect(all.heard.filter(({ kind }) => kind === 'meter')).toEqual([])
  await all.until(3)
  const told = (follower: typeof all) =>
    follower.heard.flatMap((event) => ('data' in event && event.kind === 'meter' ? [event.data] : []))
  expect(told(all)).toEqual([{ powerW: 3000 }, { powerW: 7000 }])
  expect(told(one)).toEqual([{ powerW: 3000 }])
  expect(told(durable)).toEqual([])
  expect(told(page)).toEqual([{ powerW: 3000 }])
  expect(page.subjects().filter((subject) => subject === 'a')).toEqual(['a'])
})

test('what is told to many is one and the same for all of them', async () => {
  const arrays = new Set<unknown>()
  const stops = Array.from({ length: 50 }, (_, i) =>
    feed.subscribe({ organisationId: 'default', kinds: ['station.changed', 'site.changed'] }, (told) => {
      if (i === 0) expect(told).toHaveLength(1)
      arrays.add(told)
    }),
  )
  await settled()
  await happens('once')
  await settled()
  expect(arrays.size).toBe(1)
  for (const stop of stops) stop()
})

test('who is slow to take what it missed is waited for, and hears everything once; others do not wait', async () => {
  const after = await missed(700)
  const quick = follow()
  const gate = Promise.withResolvers<void>()
  const slow = follow({ after, kinds: ['station.changed', 'message'], ready: () => gate.promise })
  expect(await slow.until(1)).toEqual(['missed 1'])
  for (let i = 0; i < 600; i++) void happens(`new ${i}`)
  await happens('last')
  expect((await quick.until(601)).at(-1)).toBe('last')
  feed.frame(frameOf('power'))
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
  const slow = follow({ after, kinds: ['station.changed', 'message'], ready: () => gate.promise })
  await slow.until(1)
  let told = 0
  while (feed.followed && told < 1_000_000) {
    feed.frame(frameOf('A'))
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
