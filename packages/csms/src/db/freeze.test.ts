import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import type { Database } from './database.ts'
import { dayOf, makePartition } from './partitions.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase(pino({ level: 'silent' }))
}, 60_000)
afterAll(() => database.close())

const dayMs = 86_400_000
const daysAgo = (n: number) => dayOf(new Date(Date.now() - n * dayMs))
const freeze = () => database.upkeep.find(({ name }) => name === 'freezing days')?.work()

interface FrozenDay {
  readonly isFrozen: boolean
  readonly mark: string | null
  readonly vacuums: number
}

async function days(): Promise<FrozenDay[]> {
  await sql`select pg_stat_force_next_flush()`.execute(database.db)
  const { rows } = await sql<FrozenDay>`
    select age(c.relfrozenxid) < 10 as "isFrozen", obj_description(c.oid, 'pg_class') as mark,
      pg_stat_get_vacuum_count(c.oid)::int as vacuums
    from pg_class c where c.relname ~ '^message_\\d{8}$' order by c.relname`.execute(database.db)
  return rows
}

test('a day that is over is frozen, once; the one that runs is not', async () => {
  if (database.title.startsWith('embedded')) return // it looks after itself
  for (const n of [2, 0]) {
    await makePartition(database.db, 'message', daysAgo(n))
    await sql`insert into message (bucket, at, station_id, organisation_id, version, direction, outcome, request)
      values (1, ${daysAgo(n)}, 'A', 'default', 'ocpp1.6', 'in', 'answered', '')`.execute(database.db)
  }
  await freeze()
  expect(await days()).toMatchObject([
    { isFrozen: true, mark: 'frozen', vacuums: 1 },
    { mark: null, vacuums: 0 },
  ])
  await freeze()
  expect((await days()).map(({ vacuums }) => vacuums)).toEqual([1, 0])
})
