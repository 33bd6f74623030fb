/** A database with history: made by the real server, filled by SQL while no server is there, and kept where it was given a name. */
import pg from 'pg'
import { EmbeddedDatabase } from '../packages/csms/src/db/embedded.ts'
import { CsmsProcess } from './csms-process.ts'
import { fillings } from './history-seed.ts'
import { sizeAt } from './history-size.ts'
import { type DatabaseKind, namedDatabase, type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

export interface HistoryOptions {
  readonly kind: DatabaseKind
  /** 1: 10,000 stations and two years of what they do. */
  readonly scale: number
  /** Its name, when it is to be there for the next run. */
  readonly keep: string | undefined
}

/** Else the server would drop most of it within a quarter of an hour. */
const keepingAll = {
  BUSBAR_KEEP_MESSAGES: '0',
  BUSBAR_KEEP_EVENTS: '0',
  BUSBAR_KEEP_METER_VALUES: '0',
  BUSBAR_KEEP_SECURITY_EVENTS: '0',
  BUSBAR_KEEP_AUDIT: '0',
}

/** Filled already, when one of this name was kept. */
export async function historyDatabase(
  { kind, scale, keep }: HistoryOptions,
  say: (line: string) => void,
): Promise<ScratchDatabase> {
  const database = keep === undefined ? await scratchDatabase(kind) : await namedDatabase(kind, keep)
  try {
    await (await CsmsProcess.start({ database })).stop() // it makes the tables
    await withSql(database, async (client) => {
      if (!(await isFilled(client, scale))) await fill(client, scale, say)
    })
  } catch (error) {
    await database.drop()
    throw error
  }
  return { ...database, env: { ...database.env, ...keepingAll } }
}

const tellingSettings = [
  'server_version',
  'shared_buffers',
  'max_wal_size',
  'wal_compression',
  'autovacuum',
  'synchronous_commit',
]

/** What the figures depend on. */
export const settingsOf = (database: ScratchDatabase): Promise<Record<string, string>> =>
  withSql(database, async (client) => {
    const { rows } = await client.query<{ name: string; value: string }>(
      'select name, current_setting(name) as value from unnest($1::text[]) as name',
      [tellingSettings],
    )
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
  })

/** One connection, while no server has the database. */
export async function withSql<T>(database: ScratchDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const embedded = database.env.BUSBAR_DATA
  const server =
    embedded === undefined
      ? null
      : await EmbeddedDatabase.open(embedded, (error) => {
          throw error
        })
  const client = server
    ? new pg.Client({ stream: () => server.connect('upkeep'), user: 'postgres', database: 'postgres' })
    : new pg.Client({ connectionString: database.env.DATABASE_URL as string })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
    await server?.close()
  }
}

/** Throws when it was filled at another scale, or not to the end. */
async function isFilled(client: pg.Client, scale: number): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('bench_history') is not null as there`)
  if (!rows[0]?.there) return false
  const { rows: filled } = await client.query<{ scale: number; whole: boolean }>(
    'select scale, whole from bench_history',
  )
  const [kept] = filled
  if (!kept?.whole) throw new RangeError('what was kept is not whole: drop the database')
  if (kept.scale !== scale) throw new RangeError(`what was kept has the scale ${kept.scale}, not ${scale}`)
  return true
}

async function fill(client: pg.Client, scale: number, say: (line: string) => void): Promise<void> {
  await client.query(`set maintenance_work_mem = '512MB'; set synchronous_commit = off`)
  await client.query(`create table bench_history as
    select ${scale}::float8 as scale, date_trunc('milliseconds', now()) as at, false as whole`)
  const all = fillings(sizeAt(scale))
  const rebuild = await dropIndexes(client, [...new Set(all.flatMap(({ table, isWhole }) => (isWhole && table) || []))])
  for (const { table, statement } of all) {
    const from = performance.now()
    const { rowCount } = await client.query(statement)
    if (table !== null) say(`${table}: ${rowCount} rows in ${secondsSince(from)} s`)
  }
  const from = performance.now()
  for (const statement of rebuild) await client.query(statement)
  say(`indexes: ${secondsSince(from)} s`)
  await client.query('vacuum analyze')
  await client.query('update bench_history set whole = true')
}

const secondsSince = (from: number) => ((performance.now() - from) / 1000).toFixed(0)

/** So many rows go into tables without indexes in minutes, not hours. Gives the statements that make them anew. */
async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows: constraints } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = any ($1::text[]::regclass[]) and contype in ('p', 'u')`,
    [tables],
  )
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') as definition
    from pg_index where indrelid = any ($1::text[]::regclass[])
      and not exists (select from pg_constraint where conindid = indexrelid)`,
    [tables],
  )
  for (const { table, name } of constraints) await client.query(`alter table ${table} drop constraint ${name}`)
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  return [
    ...constraints.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
    ...indexes.map(({ definition }) => definition),
  ]
}
