import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import { bucketOf } from './bucket.ts'
import type { Database } from './database.ts'
import { WritesRefused } from './write-error.ts'
import { Writer } from './writer.ts'
import { type Row, Writes } from './writes.ts'

const log = pino({ level: 'silent' })
const at = new Date('2026-03-01T08:00:00Z')
let database: Database
let writer: Writer
let commits = 0
let noRoom = 0
beforeAll(async () => {
  database = await openTestDatabase(log)
  writer = await Writer.open(database.writes, database.columns, {
    commitTimeoutMs: 5000,
    log,
    committed: () => {
      commits++
    },
    noRoom: () => {
      noRoom++
    },
  })
  await database.db
    .insertInto('station')
    .values(['A', 'B'].map((id) => ({ id, organisation_id: 'default', site_id: 'default', admission: 'accepted' })))
    .execute()
})
afterAll(async () => {
  await writer.close()
  await database.close()
})

const writes = (fill: (writes: Writes) => void) => {
  const filled = new Writes()
  fill(filled)
  return filled
}
const event = (subject: string) =>
  writes((w) => w.event('station.changed', { organisationId: 'default', at, subject, data: { subject } }))
const connector = (station: string, changes: object = {}): Row<'connector'> => ({
  station_id: station,
  evse_id: 1,
  connector_id: 1,
  organisation_id: 'default',
  status: 'Available',
  ...changes,
})

const running = (id: number) =>
  ({
    id,
    organisation_id: 'default',
    site_id: 'default',
    station_id: 'A',
    version: 'ocpp1.6',
    wire_id: String(id),
    state: 'open',
    started_at: at,
  }) as Row<'transaction'>

test('what was committed can be read, in order, with every type as it went in', async () => {
  const meterValue: Row<'meter_value'> = {
    bucket: bucketOf('A'),
    organisation_id: 'default',
    station_id: 'A',
    evse_id: 1,
    connector_id: null,
    transaction_id: 2_147_483_647,
    at,
    received_at: '2026-03-01T09:00:00.123+01:00',
    digest: -9_007_199_254_740_991,
    energy_wh: 1234.5,
    power_w: -0.1,
    current_a: null,
    voltage_v: 230,
    soc_percent: 1e-7,
    samples: '[{"value":"ä€😀\\"\\\\"}]',
  }
  await writer.commit(writes((w) => w.append('meter_value', meterValue)))
  const row = await database.db.selectFrom('meter_value').selectAll().executeTakeFirstOrThrow()
  expect(row).toEqual({
    ...meterValue,
    received_at: new Date('2026-03-01T08:00:00.123Z'),
  })
})

test('Wh keep three decimals; what a row leaves out gets the default of the table', async () => {
  const transaction = { ...running(7), meter_start_wh: 123_456_789_012.345 }
  await writer.commit(writes((w) => w.put('transaction', transaction)))
  const row = await database.db.selectFrom('transaction').selectAll().where('id', '=', 7).executeTakeFirstOrThrow()
  expect(row).toMatchObject({ meter_start_wh: 123_456_789_012.345, closed_by: null, flags: [] })
  await writer.commit(
    writes((w) =>
      w.append('transaction_event', {
        organisation_id: 'default',
        station_id: 'A',
        transaction_id: 7,
        type: 'Started',
        trigger_reason: null,
        seq_no: 0,
        at,
        received_at: at,
        payload: '{}',
      }),
    ),
  )
  expect(await database.db.selectFrom('transaction_event').select('offline').executeTakeFirstOrThrow()).toEqual({
    offline: false,
  })
})

test('what hardly any row gives is empty again when the next row does not give it', async () => {
  const commit = (stopReason: string | null) =>
    writer.commit(
      writes((w) =>
        w.put('transaction', { ...running(77), stop_reason: stopReason, stopped_at: stopReason === null ? null : at }),
      ),
    )
  const stored = () =>
    database.db
      .selectFrom('transaction')
      .select(['stop_reason', 'stopped_at'])
      .where('id', '=', 77)
      .executeTakeFirstOrThrow()
  await commit(null)
  expect(await stored()).toEqual({ stop_reason: null, stopped_at: null })
  await commit('Local')
  expect(await stored()).toEqual({ stop_reason: 'Local', stopped_at: at })
  await commit(null)
  expect(await stored()).toEqual({ stop_reason: null, stopped_at: null })
})

test('many at once share a commit, and each knows of it', async () => {
  const before = commits
  await Promise.all(Array.from({ length: 500 }, (_, i) => writer.commit(event(String(i)))))
  expect(commits - before).toBeLessThan(10)
  const rows = await database.db.selectFrom('event').select('subject').orderBy('id').execute()
  expect(rows.map((row) => row.subject)).toEqual(Array.from({ length: 500 }, (_, i) => String(i)))
})

test('columns an operator owns are not touched by a state row that leaves them out', async () => {
  await writer.commit(writes((w) => w.put('connector', connector('A'))))
  await database.db.updateTable('connector').set({ type: 'cCCS2' }).where('station_id', '=', 'A').execute()
  await writer.commit(writes((w) => w.put('connector', connector('A', { status: 'Occupied' }))))
  expect(
    await database.db.selectFrom('connector').select(['type', 'status']).where('station_id', '=', 'A').execute(),
  ).toEqual([{ type: 'cCCS2', status: 'Occupied' }])
})

test.each([
  ['expected to', true],
  ['not expected to', false],
])('a meter value that comes again, %s, is not stored twice, and holds nothing up', async (name, mayRepeat) => {
  const value = (digest: number) =>
    writes((w) => {
      w.mayRepeat = mayRepeat
      w.event('station.changed', { organisationId: 'default', at, subject: name })
      w.append('meter_value', {
        bucket: bucketOf(name),
        organisation_id: 'default',
        station_id: name,
        evse_id: 1,
        connector_id: null,
        transaction_id: null,
        at,
        received_at: at,
        digest,
        energy_wh: null,
        power_w: null,
        current_a: null,
        voltage_v: null,
        soc_percent: null,
        samples: '[]',
      })
    })
  await writer.commit(value(1))
  await writer.commit(value(1))
  await Promise.all([
    writer.commit(value(2)),
    writer.commit(value(2)),
    writer.commit(value(1)),
    writer.commit(value(3)),
  ])
  const stored = await database.db.selectFrom('meter_value').select('digest').where('station_id', '=', name).execute()
  expect(stored.map((row) => row.digest).sort()).toEqual([1, 2, 3])
  const told = await database.db.selectFrom('event').select('id').where('subject', '=', name).execute()
  expect(told).toHaveLength(6)
})

test('removals and what follows them are one commit', async () => {
  const key = (name: string) => ({
    organisation_id: 'default',
    station_id: 'A',
    key: name,
    value: '1',
    readonly: false,
    at,
  })
  await writer.commit(
    writes((w) => {
      w.put('configuration_key', key('old'))
      w.put('configuration_key', key('both'))
    }),
  )
  await writer.commit(
    writes((w) => {
      w.remove('configuration_key', { station_id: 'A' })
      w.put('configuration_key', key('both'))
      w.put('configuration_key', key('new'))
    }),
  )
  const rows = await database.db.selectFrom('configuration_key').select('key').orderBy('key').execute()
  expect(rows.map((row) => row.key)).toEqual(['both', 'new'])
})

test.each([
  ['a station that is not there', (w: Writes) => w.put('connector', connector('nobody'))],
  ['a number that is too large', (w: Writes) => w.put('connector', connector('A', { evse_id: 2 ** 40 }))],
  ['a time that is none', (w: Writes) => w.put('connector', connector('A', { status_at: new Date(Number.NaN) }))],
  ['JSON that is none', (w: Writes) => w.append('audit', { detail: '{', at } as never)],
  ['a column there is not', (w: Writes) => w.put('connector', connector('A', { colour: 'red' }))],
])('a message at fault is refused alone: %s', async (name, fill) => {
  const others = Array.from({ length: 20 }, (_, i) => event(`${name} ${i}`))
  const bad = writes(fill)
  bad.event('station.changed', { organisationId: 'default', at, subject: `${name} refused` })
  const results = await Promise.allSettled([
    ...others.slice(0, 7).map((w) => writer.commit(w)),
    writer.commit(bad),
    ...others.slice(7).map((w) => writer.commit(w)),
  ])
  expect(results.map((result) => result.status === 'fulfilled')).toEqual(results.map((_, i) => i !== 7))
  expect((results[7] as PromiseRejectedResult).reason).toBeInstanceOf(WritesRefused)
  const rows = await database.db
    .selectFrom('event')
    .select('subject')
    .where('subject', 'like', `${name}%`)
    .orderBy('id')
    .execute()
  expect(rows.map((row) => row.subject)).toEqual(others.map((_, i) => `${name} ${i}`))
})

test('many batches on their way, and a message at fault in the middle: the others keep their order', async () => {
  const total = 1000
  const results = await Promise.allSettled(
    Array.from({ length: total }, async (_, i) => {
      const of = event(`order ${String(i).padStart(4, '0')}`)
      if (i % 333 === 200) of.put('connector', connector('nobody'))
      if (i % 250 === 100) of.remove('configuration_key', { station_id: 'B' })
      // Several turns of the event loop, so that some are in the air when others leave.
      for (let turn = 0; turn < i / 50; turn++) await new Promise((resolve) => setImmediate(resolve))
      await writer.commit(of)
      return i
    }),
  )
  const stored = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  expect(stored).toEqual(Array.from({ length: total }, (_, i) => i).filter((i) => i % 333 !== 200))
  const rows = await database.db
    .selectFrom('event')
    .select('subject')
    .where('subject', 'like', 'order %')
    .orderBy('id')
    .execute()
  expect(rows.map((row) => Number(row.subject?.slice(6)))).toEqual(stored)
})

test('the character zero does not refuse a message', async () => {
  await writer.commit(writes((w) => w.put('connector', connector('A', { info: 'a\0b' }))))
  expect(
    await database.db.selectFrom('connector').select('info').where('station_id', '=', 'A').executeTakeFirstOrThrow(),
  ).toEqual({ info: 'a\uFFFDb' })
})

test('a long text and a large batch pass', async () => {
  const text = '€'.repeat(2_000_000)
  await Promise.all([
    writer.commit(event(text)),
    ...Array.from({ length: 3000 }, (_, i) => writer.commit(event(`large ${i}`))),
  ])
  const { rows } = await sql<{ n: number; longest: number }>`
    select count(*) filter (where subject like 'large %') as n, max(length(subject)) as longest from event`.execute(
    database.db,
  )
  expect(rows).toEqual([{ n: 3000, longest: 2_000_000 }])
})

test('nothing to write is done at once', async () => {
  const before = commits
  await writer.commit(new Writes())
  expect(commits).toBe(before)
})

test('a database without room is told of, and gets the rows once there is some', async () => {
  await sql`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$`.execute(database.db)
  await sql`create trigger no_room before insert on security_event for each row execute function no_room()`.execute(
    database.db,
  )
  const committed = writer.commit(
    writes((w) =>
      w.append('security_event', { organisation_id: 'default', station_id: 'A', type: 'last', at, received_at: at }),
    ),
  )
  while (noRoom === 0) await sleep(10)
  await sql`drop trigger no_room on security_event`.execute(database.db)
  await committed
  const kept = await database.db.selectFrom('security_event').select('type').where('type', '=', 'last').execute()
  expect(kept).toHaveLength(1)
})
