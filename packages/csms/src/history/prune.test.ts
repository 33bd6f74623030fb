import { type RawBuilder, sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import { type Config, readConfig } from '../config.ts'
import { bucketOf } from '../db/bucket.ts'
import type { Database } from '../db/database.ts'
import { dayOf, listPartitions, makePartition, storedTable } from '../db/partitions.ts'
import type { Kind, RetentionRule } from './kinds.ts'
import { freedBy, planOf, standingOf, storedOf } from './plan.ts'
import { prune } from './prune.ts'
import { putRetentionRule } from './retention-store.ts'

const log = pino({ level: 'silent' })
let database: Database
beforeAll(async () => {
  database = await openTestDatabase(log)
}, 60_000)
afterAll(() => database.close())

const config = (readConfig({}) as { config: Config }).config
const now = new Date('2026-03-20T12:00:00Z')
const march = (n: number, hour = 0) => new Date(Date.UTC(2026, 2, n, hour))
const forEver = { maxAgeDays: null, maxBytes: null }
const run = (query: RawBuilder<unknown>) => query.execute(database.db)
const turn = () => prune({ config, db: database.db, now: () => now, log })
const rule = (kind: Kind, of: Partial<RetentionRule>) =>
  putRetentionRule(database.db, kind, { maxAgeDays: null, maxBytes: null, ...of })

const standing = (kind: Kind) => standingOf(database.db, kind, now, storedTable)
const stored = async (kind: Kind, of: RetentionRule) => storedOf(database.db, kind, of, now, await standing(kind))
const freed = async (kind: Kind, of: RetentionRule) => freedBy(database.db, planOf(kind, of, now, await standing(kind)))

const daysOf = async (table: string) =>
  (await listPartitions(database.db)).filter((of) => of.table === table).map(({ day }) => day.getUTCDate())

beforeEach(async () => {
  for (const { name } of await listPartitions(database.db)) await run(sql`drop table ${sql.table(name)}`)
  for (const table of ['message', 'event', 'meter_value'] as const)
    for (let n = 1; n <= 20; n++) await makePartition(database.db, table, march(n))
  for (const table of [
    'meter_value',
    'signed_meter_value',
    'message',
    'event',
    'transaction',
    'transaction_meter',
    'energy_due',
    'retention_rule',
    'audit',
    'security_event',
    'transaction_event',
    'event_cursor',
  ])
    await run(sql`delete from ${sql.table(table)}`)
})

let digest = 0
const value = (at: Date, of: { transactionId?: number; receivedAt?: Date; samples?: string } = {}) =>
  database.db
    .insertInto('meter_value')
    .values({
      ...{ organisation_id: 'default', station_id: 'A', bucket: bucketOf('A'), evse_id: 1, at },
      ...{ transaction_id: of.transactionId ?? null, received_at: of.receivedAt ?? at, digest: ++digest },
      samples: of.samples ?? null,
    })
    .execute()

interface Metered {
  readonly id: number
  readonly state: 'open' | 'closed'
  readonly values: readonly Date[]
  readonly closedBy?: string
  readonly uncertain?: object[]
  readonly stoppedAt?: Date
}

async function transaction({ id, state, values, closedBy, uncertain = [], stoppedAt }: Metered): Promise<void> {
  const key = { station_id: 'A', id, organisation_id: 'default' }
  const [first, last] = [values[0] as Date, values.at(-1) as Date]
  await database.db
    .insertInto('transaction')
    .values({
      ...{ ...key, site_id: 'default', version: 'ocpp1.6', wire_id: String(id), state, started_at: first },
      stopped_at: state === 'closed' ? (stoppedAt ?? last) : null,
      ...{ closed_by: closedBy ?? null, uncertain: JSON.stringify(uncertain) },
    })
    .execute()
  await database.db
    .insertInto('transaction_meter')
    .values({ ...key, first_value_at: first, last_value_at: last, heard_at: last, updated_at: last })
    .execute()
  for (const at of values) await value(at, { transactionId: id })
}

const valuesLeft = async () =>
  (await database.db.selectFrom('meter_value').select('at').orderBy('at').execute()).map(({ at }) => at)

test('days that are too old go as a whole, what is left stays, and it is told in the audit', async () => {
  await rule('meter-values', { maxAgeDays: 10 })
  await value(march(8, 5))
  await value(march(10, 13))
  await value(march(15))
  await turn()
  expect(await daysOf('meter_value')).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
  expect(await valuesLeft()).toEqual([march(10, 13), march(15)])
  expect(await daysOf('message')).toHaveLength(20)
  const audit = await database.db.selectFrom('audit').selectAll().executeTakeFirstOrThrow()
  expect(audit).toMatchObject({ action: 'retention.dropped', actor: 'rule', subject_id: 'meter-values' })
  expect((audit.detail as { days: string[] }).days).toHaveLength(9)
})

test.each<[string, Metered, boolean]>([
  ['that runs', { id: 1, state: 'open', values: [march(3), march(5, 7)] }, true],
  ['that is over', { id: 1, state: 'closed', values: [march(3), march(5, 7)] }, false],
  ['whose energy is in doubt', { id: 1, state: 'closed', values: [march(3), march(5, 7)], uncertain: [{}] }, true],
  ['that its station did not end', { id: 1, state: 'closed', values: [march(3), march(5, 7)], closedBy: 'rule' }, true],
  [
    'that was in doubt long ago',
    {
      id: 1,
      state: 'closed',
      values: [march(3), march(5, 7)],
      uncertain: [{}],
      stoppedAt: new Date('2025-03-05T00:00:00Z'),
    },
    false,
  ],
])('values of a transaction %s', async (_what, of, stay) => {
  await rule('meter-values', { maxAgeDays: 10 })
  await transaction(of)
  await turn()
  expect((await daysOf('meter_value')).filter((n) => n < 10)).toEqual(stay ? [3, 4, 5] : [])
  expect(await valuesLeft()).toEqual(stay ? of.values : [])
})

test('a transaction whose sums are not made yet keeps its values', async () => {
  await rule('meter-values', { maxAgeDays: 10 })
  await transaction({ id: 1, state: 'closed', values: [march(5)] })
  await database.db
    .insertInto('energy_due')
    .values({ station_id: 'A', transaction_id: 1, organisation_id: 'default', at: now })
    .execute()
  await turn()
  expect(await valuesLeft()).toEqual([march(5)])
})

test('a value that comes after its day was dropped lies beside the days until its own time has come', async () => {
  await rule('meter-values', { maxAgeDays: 10 })
  await turn()
  await value(march(2), { receivedAt: march(20) })
  await value(march(2, 1), { receivedAt: march(9) })
  await value(new Date(0), { transactionId: 7, receivedAt: march(1) })
  await transaction({ id: 7, state: 'open', values: [march(19)] })
  await turn()
  expect(await valuesLeft()).toEqual([new Date(0), march(2), march(19)])
})

test('of messages the oldest days go until the rest is no larger than allowed', async () => {
  for (let n = 1; n <= 20; n++)
    await run(sql`insert into message (bucket, at, station_id, organisation_id, version, direction, outcome, request)
      select 1, ${march(n, 1)}::timestamptz + i * interval '1 second', 'A', 'default', 'ocpp1.6', 'in', 'answered', repeat('x', 500)
      from generate_series(1, 100) i`)
  const { bytes } = await stored('messages', forEver)
  await rule('messages', { maxBytes: bytes / 2 })
  await turn()
  const left = await stored('messages', forEver)
  expect(left.bytes).toBeLessThanOrEqual(bytes / 2)
  expect(left.bytes).toBeGreaterThan(bytes / 2 - 130_000)
  expect((await daysOf('message')).at(-1)).toBe(20)
  expect(left.oldestAt).toEqual(march((await daysOf('message'))[0] as number))
})

test('events that a follower has not read stay', async () => {
  await database.db
    .insertInto('event_cursor')
    .values({ follower: 'f', stations: 0, people: 0, at: march(6, 12) })
    .execute()
  await rule('events', { maxAgeDays: 10 })
  await turn()
  expect((await daysOf('event'))[0]).toBe(6)
  await run(sql`update event_cursor set moved_at = now() - interval '31 days'`)
  await turn()
  expect((await daysOf('event'))[0]).toBe(10)
})

test('what lies in rows is deleted by its age, more than a batch of it; not what a running transaction reported', async () => {
  await run(sql`insert into security_event (organisation_id, station_id, type, at, received_at)
    select 'default', 'A', 'X', ${march(1)}, ${march(1)}::timestamptz + i * interval '1 minute' from generate_series(1, 20000) i`)
  const event = (transactionId: number) =>
    run(sql`insert into transaction_event (organisation_id, station_id, transaction_id, type, at, received_at, payload)
      values ('default', 'A', ${transactionId}, 'Started', ${march(1)}, ${march(1)}, '{}')`)
  await transaction({ id: 1, state: 'open', values: [march(19)] })
  await transaction({ id: 2, state: 'closed', values: [march(19)] })
  await event(1)
  await event(2)
  await rule('security-events', { maxAgeDays: 10 })
  await rule('transaction-events', { maxAgeDays: 10 })
  await turn()
  const counted = await sql<{ n: number; first: Date }>`
    select count(*)::int as n, min(received_at) as first from security_event`.execute(database.db)
  expect(counted.rows[0]).toEqual({ n: 20_000 - 9 * 1440 - 719, first: march(10, 12) })
  const events = await database.db.selectFrom('transaction_event').select('transaction_id').execute()
  expect(events).toEqual([{ transaction_id: 1 }])
})

test('what a rule says it frees is what then is gone', async () => {
  await transaction({ id: 1, state: 'open', values: [march(3)] })
  for (let n = 4; n < 20; n++) for (let i = 0; i < 20; i++) await value(march(n, i))
  await value(new Date(0), { receivedAt: march(1) })
  await run(sql`analyze`)
  const before = await stored('meter-values', forEver)
  expect(before.heldDays).toBe(0)
  const changed = { maxAgeDays: 5, maxBytes: null }
  expect((await stored('meter-values', changed)).heldDays).toBe(1)
  const frees = await freed('meter-values', changed)
  await rule('meter-values', changed)
  await turn()
  await run(sql`analyze`)
  const after = await stored('meter-values', forEver)
  expect(frees.days).toBe((before.days as number) - (after.days as number))
  expect(frees.rows).toBe((before.rows as number) - (after.rows as number))
  expect(frees.rows).toBeGreaterThan(200)
  // The single row leaves its page behind.
  expect(before.bytes - after.bytes).toBeLessThanOrEqual(frees.bytes)
  expect(before.bytes - after.bytes).toBeGreaterThan(frees.bytes - 200)
  expect(await freed('meter-values', changed)).toEqual({
    ...{ days: 0, rows: 0, bytes: 0 },
  })
})

test('a day that somebody reads all the time is dropped at a later turn; who writes does not wait for it', async () => {
  if (database.title.startsWith('embedded')) return // one session
  await rule('messages', { maxAgeDays: 10 })
  await database.db.transaction().execute(async (reader) => {
    await sql`select count(*) from message`.execute(reader)
    await turn()
    expect(await daysOf('message')).toHaveLength(20)
    await run(sql`insert into message (bucket, at, station_id, organisation_id, version, direction, outcome, request)
      values (1, ${dayOf(now)}, 'A', 'default', 'ocpp1.6', 'in', 'answered', '')`)
  })
  await turn()
  expect((await daysOf('message'))[0]).toBe(10)
})

const signedLeft = async () =>
  (await database.db.selectFrom('any_meter_value').select('at').orderBy('at').execute()).map(({ at }) => at)

test('signed readings of a transaction stay when their day goes, and after that, also when somebody ends the server in between', async () => {
  await rule('meter-values', { maxAgeDays: 10 })
  const samples = '[{"signed":{"encodingMethod":"OCMF"}}]'
  for (const [n, transactionId] of [1, 2, 3].entries()) await value(march(2, n), { transactionId, samples })
  await value(march(2, 5), { transactionId: 1, samples: '[{"value":"signed"}]' })
  await value(march(2, 6), { samples })
  await run(sql`alter table meter_value detach partition meter_value_20260301`)
  await run(sql`insert into meter_value_20260301 select * from meter_value where at = ${march(2, 0)}`)
  await turn()
  expect(await signedLeft()).toEqual([march(2, 0), march(2, 1), march(2, 2)])
  expect(
    (
      await sql`select from pg_class where relname in ('meter_value_20260301', 'meter_value_20260302')`.execute(
        database.db,
      )
    ).rows,
  ).toEqual([])
  await turn()
  expect(await signedLeft()).toHaveLength(3)
})
