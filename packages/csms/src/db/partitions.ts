/**
 * Days of the tables that grow for years. They are made ahead; what belongs to no day there is (a wrong clock, or nobody made it in time)
 * lies in the default partition, and moves when its day is made.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from './schema.ts'

export type DailyTable = 'message' | 'event' | 'meter_value'

export const dailyTables: readonly DailyTable[] = ['message', 'event', 'meter_value']

export interface Partition {
  readonly table: DailyTable
  /** As it is called in the database: `message_20260301`. */
  readonly name: string
  /** UTC. */
  readonly day: Date
}

const dayMs = 86_400_000
/** So long the server may go without making any. */
const daysAhead = 3

export const dayOf = (at: Date): Date => new Date(Math.floor(at.getTime() / dayMs) * dayMs)
export const dayAfter = (day: Date): Date => new Date(day.getTime() + dayMs)

const nameOf = (table: DailyTable, day: Date): string =>
  `${table}_${day.toISOString().slice(0, 10).replaceAll('-', '')}`

/** Oldest first; the default partitions are none of them. */
export async function listPartitions(
  db: Kysely<Tables>,
  of: readonly DailyTable[] = dailyTables,
): Promise<Partition[]> {
  const { rows } = await sql<{ table: DailyTable; name: string }>`
    select p.relname as table, c.relname as name from pg_inherits i
      join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relnamespace = current_schema()::regnamespace and p.relname = any(${[...of]}::text[])
    order by c.relname`.execute(db)
  return rows.flatMap(({ table, name }) => {
    const day = dayIn(name)
    return day === null ? [] : [{ table, name, day }]
  })
}

/** Of its name; null: it is no day's. */
function dayIn(name: string): Date | null {
  const [, year, month, day] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? []
  return day === undefined ? null : new Date(`${year}-${month}-${day}T00:00:00Z`)
}

/** null: there is none. */
export async function oldestDay(db: Kysely<Tables>, table: DailyTable): Promise<Date | null> {
  const { rows } = await sql<{ name: string | null }>`
    select min(c.relname) as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ${table}::regclass and c.relname <> ${`${table}_default`}`.execute(db)
  return dayIn(rows[0]?.name ?? '')
}

/** Those of today and the days ahead. Returns the names of the new ones. */
export async function makePartitions(db: Kysely<Tables>, now: Date): Promise<string[]> {
  const present = new Set((await listPartitions(db)).map(({ name }) => name))
  const made: string[] = []
  for (const table of dailyTables) {
    for (let ahead = 0; ahead <= daysAhead; ahead++) {
      const day = dayOf(new Date(now.getTime() + ahead * dayMs))
      if (present.has(nameOf(table, day))) continue
      if (await makePartition(db, table, day)) made.push(nameOf(table, day))
    }
  }
  return made
}

/** 'days' as a number: whoever makes a day waits for the other. */
const dayLock = 0x64617973

/**
 * With what waited for it in the default partition; another node may have made it meanwhile. Made apart and then attached: made in place it
 * would keep every message out until the longest question of an operator is answered. False: that was in the way here, too; next time.
 */
export function makePartition(db: Kysely<Tables>, table: DailyTable, day: Date): Promise<boolean> {
  const name = nameOf(table, day)
  const [parent, child, rest] = [sql.table(table), sql.table(name), sql.table(`${table}_default`)]
  const [from, to] = [sql.lit(day.toISOString()), sql.lit(dayAfter(day).toISOString())]
  return unlessInUse(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(${dayLock})`.execute(trx)
    const { rows } = await sql<{ there: boolean }>`select to_regclass(${name}) is not null as there`.execute(trx)
    if (rows[0]?.there) return
    // Without its identity: newer versions refuse to attach a table that counts by itself, and let it count with the others.
    await sql`create table ${child} (like ${parent} including defaults including constraints)`.execute(trx)
    await sql`with moved as (delete from ${rest} where at >= ${from} and at < ${to} returning *)
      insert into ${child} select * from moved`.execute(trx)
    await sql`alter table ${parent} attach partition ${child} for values from (${from}) to (${to})`.execute(trx)
  })
}

export interface DaySize {
  /** Of the partition. */
  readonly name: string
  readonly bytes: number
  /** As of the last vacuum or analysis; null: nobody has counted. */
  readonly rows: number | null
}

export interface StoredDay extends Partition, DaySize {}

export interface KnownSizes {
  readonly sizes: readonly DaySize[]
  readonly measuredAt: Date
}

export interface StoredTable {
  /** Oldest first. */
  readonly days: readonly StoredDay[]
  /** What lies in the default partition. */
  readonly rest: Omit<DaySize, 'name'>
  /** Of the oldest of these sizes; null: all of them are of now. */
  readonly measuredAt: Date | null
}

/** From the catalogue: nothing is read to count it. What is known is not measured. */
export async function storedTable(db: Kysely<Tables>, table: DailyTable, known?: KnownSizes): Promise<StoredTable> {
  const sizes = new Map((known?.sizes ?? []).map((size) => [size.name, size]))
  const days = await listPartitions(db, [table])
  const rest = `${table}_default`
  const unknown = [...days.map(({ name }) => name).filter((name) => !sizes.has(name)), rest]
  const { rows } = await sql<DaySize>`
    select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes,
      case when c.reltuples >= 0 then c.reltuples end::float8 as rows
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relname = any(${unknown}::text[])`.execute(
    db,
  )
  for (const size of rows) sizes.set(size.name, size)
  return {
    days: days.flatMap((day) => {
      const size = sizes.get(day.name)
      return size ? [{ ...day, ...size }] : []
    }),
    rest: sizes.get(rest) ?? { bytes: 0, rows: null },
    measuredAt: unknown.length > days.length ? null : (known?.measuredAt ?? null),
  }
}

/** Whoever writes waits behind us for so long at most; so does he who reads. */
const lockTimeout = '200ms'
const lockNotAvailable = '55P03'

async function unlessInUse(db: Kysely<Tables>, work: (trx: Transaction<Tables>) => Promise<void>): Promise<boolean> {
  try {
    await db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(lockTimeout)}`.execute(trx)
      await work(trx)
    })
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === lockNotAvailable) return false
    throw error
  }
}

/** Of `meter_value`: a bill may rest on it for as long as there is its transaction. */
export const isSigned = sql<boolean>`(samples like '%"signed":%')`

/**
 * Out of its table, and then gone, but for signed readings, which have a table of their own for then. False: somebody was at the table all
 * the time; it is there as before.
 */
export async function dropPartition(db: Kysely<Tables>, { table, name }: Partition): Promise<boolean> {
  const isOut = await unlessInUse(db, async (trx) => {
    await sql`alter table ${sql.table(table)} detach partition ${sql.table(name)}`.execute(trx)
  })
  if (isOut) await dropDetached(db, { table, name })
  return isOut
}

const buckets = 1024
/** Read in one statement. */
const bucketsAtOnce = 64

/** Nobody waits for it: it belongs to no table any more. What was moved before a kill -9 is there already. */
async function dropDetached(db: Kysely<Tables>, { table, name }: Pick<Partition, 'table' | 'name'>): Promise<void> {
  if (table === 'meter_value') {
    for (let from = 0; from < buckets; from += bucketsAtOnce)
      await sql`insert into signed_meter_value select * from ${sql.table(name)}
        where bucket >= ${from} and bucket < ${from + bucketsAtOnce} and transaction_id is not null and ${isSigned}
        on conflict do nothing`.execute(db)
  }
  await sql`drop table ${sql.table(name)}`.execute(db)
}

/** What was left when somebody ended the server in between. */
export async function dropLeftovers(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ table: DailyTable; name: string }>`
    select d.name as table, c.relname as name from unnest(${[...dailyTables]}::text[]) as d(name)
      join pg_class c on c.relname ~ ('^' || d.name || '_\\d{8}$') and c.relkind = 'r' and not c.relispartition
    where c.relnamespace = current_schema()::regnamespace`.execute(db)
  for (const leftover of rows) await dropDetached(db, leftover)
}
