import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import { bucketOf } from './bucket.ts'
import type { Database } from './database.ts'
import { listPartitions, makePartitions } from './partitions.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase(pino({ level: 'silent' }))
})
afterAll(() => database.close())

const day = (n: number, hour = 0) => new Date(Date.UTC(2026, 2, n, hour))
const partitionOf = async (digest: number) => {
  const { rows } = await sql<{
    name: string
  }>`select tableoid::regclass::text as name from meter_value where digest = ${digest}`.execute(database.db)
  return rows.map(({ name }) => name)
}

async function meter(digest: number, at: Date): Promise<void> {
  const of = { organisation_id: 'default', station_id: 'A', bucket: bucketOf('A'), evse_id: 1 }
  await database.db
    .insertInto('meter_value')
    .values({ ...of, at, received_at: day(1), digest })
    .execute()
}

test('days are made ahead, once; what came before its day was made moves there', async () => {
  await meter(1, day(2, 5))
  await meter(2, new Date(0))
  expect(await partitionOf(1)).toEqual(['meter_value_default'])
  expect(await makePartitions(database.db, day(1, 23))).toHaveLength(12)
  expect(await makePartitions(database.db, day(1, 23))).toEqual([])
  expect((await listPartitions(database.db)).filter(({ table }) => table === 'meter_value')).toEqual(
    [1, 2, 3, 4].map((n) => ({ table: 'meter_value', name: `meter_value_2026030${n}`, day: day(n) })),
  )
  expect(await partitionOf(1)).toEqual(['meter_value_20260302'])
  expect(await partitionOf(2)).toEqual(['meter_value_default'])
  await meter(3, day(2, 7))
  expect(await partitionOf(3)).toEqual(['meter_value_20260302'])
})

test('what counts its rows by itself goes on counting in a day that was made late', async () => {
  const add = () =>
    sql`insert into event (lane, at, organisation_id, kind, data) values (0, ${day(6)}, 'default', 'late', '{}')`.execute(
      database.db,
    )
  await add()
  await makePartitions(database.db, day(6))
  await add()
  const { rows } = await sql<{ id: number; part: string }>`
    select id, tableoid::regclass::text as part from event where kind = 'late' order by id`.execute(database.db)
  expect(rows.map(({ part }) => part)).toEqual(['event_20260306', 'event_20260306'])
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2)
})

test('two that make the same days at once do not disturb each other', async () => {
  if (database.title.startsWith('embedded')) return // one session
  const made = await Promise.all([makePartitions(database.db, day(11)), makePartitions(database.db, day(11))])
  expect(made.flat().length).toBeGreaterThanOrEqual(12)
  expect((await listPartitions(database.db)).filter((of) => of.day >= day(11))).toHaveLength(12)
})

test('who reads a table for long keeps no message out, and its day is made another time', async () => {
  if (database.title.startsWith('embedded')) return // one session
  await meter(20, day(21, 1))
  await database.db.transaction().execute(async (reader) => {
    await sql`select * from meter_value`.execute(reader)
    const making = makePartitions(database.db, day(21))
    await meter(21, day(21, 2))
    expect(await making).not.toContain('meter_value_20260321')
  })
  expect(await partitionOf(21)).toEqual(['meter_value_default'])
  expect(await makePartitions(database.db, day(21))).toContain('meter_value_20260321')
  expect(await partitionOf(20)).toEqual(['meter_value_20260321'])
})

test('the bucket is the same here and in the database', async () => {
  const ids = ['A', 'CP-0001', 'IN*ABC*E000123', 'station 7', 'ä€😀']
  const { rows } = await sql<{
    bucket: number
  }>`select station_bucket(id) as bucket from unnest(${ids}::text[]) with ordinality as s(id, n)
    order by n`.execute(database.db)
  expect(rows.map(({ bucket }) => bucket)).toEqual(ids.map(bucketOf))
  expect(new Set(Array.from({ length: 20_000 }, (_, i) => bucketOf(`CP${i}`))).size).toBe(1024)
})
