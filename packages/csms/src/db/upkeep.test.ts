import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from './database.ts'
import { prepareTemplate } from './embedded-template.ts'

let folder: string
let database: Database

const failed = (error: Error) => {
  throw error
}
const open = () =>
  openDatabase(
    { databaseUrl: null, dataFolder: folder, databaseConnections: 1 },
    { log: pino({ level: 'silent' }), failed },
  )

beforeAll(async () => {
  await prepareTemplate()
  folder = await mkdtemp(join(tmpdir(), 'busbar-upkeep-'))
  database = await open()
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const one = async (query: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select (${sql.raw(query)})::float8 as n`.execute(database.db)
  return rows[0]?.n as number
}
const logBytes = () => one('select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) from pg_control_checkpoint()')
const deadRows = () => one(`select n_dead_tup from pg_stat_user_tables where relname = 'worn'`)
const undonePages = () =>
  one(`select pg_relation_size(oid) / 8192 - relallvisible from pg_class where relname = 'worn'`)

test('dead rows are cleared and the log is cut, turn by turn; then nothing is left to do', async () => {
  await sql`create table worn (n integer primary key, text text)`.execute(database.db)
  await sql`insert into worn select n, repeat('x', 200) from generate_series(1, 200000) n`.execute(database.db)
  await sql`update worn set text = 'y' where n % 4 = 0`.execute(database.db)
  await sql`select pg_stat_force_next_flush()`.execute(database.db)
  expect(await logBytes()).toBeGreaterThan(64 * 1024 * 1024)
  expect(await deadRows()).toBeGreaterThan(40_000)
  expect(await undonePages()).toBeGreaterThan(5_000)
  for (let turns = 0; turns < 30; turns++) await database.upkeep[0]?.work()
  expect(await logBytes()).toBeLessThan(64 * 1024 * 1024)
  expect(await deadRows()).toBe(0)
  expect(await undonePages()).toBeLessThan(100)
  expect(await one(`select count(*) from pg_statistic where starelid = 'worn'::regclass`)).toBeGreaterThan(0)
})

test('a vacuum that stations wait behind is interrupted, and gets done all the same', async () => {
  await sql`insert into worn select n, repeat('x', 200) from generate_series(200001, 500000) n`.execute(database.db)
  let isDone = false
  const batches = (async () => {
    const client = await database.writes.connect()
    while (!isDone) await client.query('select 1')
    client.release()
  })()
  for (let turns = 0; turns < 30; turns++) await database.upkeep[0]?.work()
  isDone = true
  await batches
  expect(await undonePages()).toBeLessThan(1000)
})

test('a clean stop leaves no log to read at the next start', async () => {
  await sql`insert into worn select n, 'z' from generate_series(500001, 600000) n`.execute(database.db)
  expect(await logBytes()).toBeGreaterThan(1_000_000)
  await database.close()
  database = await open()
  expect(await logBytes()).toBeLessThan(100_000)
})
