/** What a rule would let go now: asked before it is set, and done by the loop. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type DailyTable, isSigned, type StoredDay, type StoredTable } from '../db/partitions.ts'
import type { Tables } from '../db/schema.ts'
import { dueDays, isHeld, oldestKept, type Span } from './due-days.ts'
import { heldEvents, heldValues, isUnsettled } from './held.ts'
import { type Kind, kinds, type RetentionRule } from './kinds.ts'

type Db = Kysely<Tables>

export interface Plan {
  readonly days: readonly StoredDay[]
  /** Single rows that are too old, as `from … where …`, of the row `r`; null: none can be. */
  readonly rows: RawBuilder<unknown> | null
}

/** What lies in days of a kind, and where something of it is still needed. */
export interface Standing {
  readonly table: StoredTable
  readonly held: readonly Span[]
}

/** How it is found out how large the days of a table are. */
export type Sizes = (db: Db, table: DailyTable) => Promise<StoredTable>

/** null: it does not lie in days. */
export async function standingOf(db: Db, kind: Kind, now: Date, sizes: Sizes): Promise<Standing | null> {
  const of = kinds[kind]
  if (of.in === 'rows') return null
  const [table, held] = await Promise.all([sizes(db, of.table), heldOf(db, kind, now)])
  return { table, held }
}

export function planOf(kind: Kind, rule: RetentionRule, now: Date, standing: Standing | null): Plan {
  const before = oldestKept(rule, now)
  const rows = before && sql`from ${sql.table(rowTable(kind))} r where ${tooOld(kind, before)} ${kept(kind, now)}`
  return { days: standing ? dueDaysOf(standing, rule, now) : [], rows }
}

const dueDaysOf = ({ table, held }: Standing, rule: RetentionRule, now: Date): StoredDay[] =>
  dueDays(table.days, rule, { now, held, restBytes: table.rest.bytes })

/** Where single rows of it are deleted. */
export function rowTable(kind: Kind): string {
  const of = kinds[kind]
  return of.in === 'days' ? `${of.table}_default` : of.table
}

const rowTime = (kind: Kind) => {
  const of = kinds[kind]
  return sql.ref(of.in === 'days' ? of.restBy : of.by)
}

const tooOld = (kind: Kind, before: Date) => sql`r.${rowTime(kind)} < ${before}::timestamptz`

/** Not what a transaction rests on that may still change. */
function kept(kind: Kind, now: Date): RawBuilder<unknown> {
  if (kind !== 'meter-values' && kind !== 'transaction-events') return sql``
  const signed = kind === 'meter-values' ? sql`and (samples is null or not ${isSigned})` : sql``
  return sql`${signed} and not exists (select from transaction t
    where t.station_id = r.station_id and t.id = r.transaction_id and ${isUnsettled(now)})`
}

const heldOf = async (db: Db, kind: Kind, now: Date): Promise<readonly Span[]> => {
  if (kind === 'meter-values') return heldValues(db, now)
  return kind === 'events' ? heldEvents(db, now) : []
}

export interface Freed {
  readonly days: number
  /** null: nobody has counted the rows of some day. */
  readonly rows: number | null
  readonly bytes: number
}

/** Rows are counted up to here. */
const mostCounted = 1_000_000

export async function freedBy(db: Db, plan: Plan): Promise<Freed> {
  const single = plan.rows ? await sizeOfRows(db, plan.rows) : { rows: 0, bytes: 0 }
  return {
    days: plan.days.length,
    rows: plan.days.reduce<number | null>(
      (sum, { rows }) => (sum === null || rows === null ? null : sum + rows),
      single.rows,
    ),
    bytes: plan.days.reduce((sum, { bytes }) => sum + bytes, single.bytes),
  }
}

async function sizeOfRows(db: Db, rows: RawBuilder<unknown>): Promise<{ rows: number; bytes: number }> {
  const { rows: found } = await sql<{ rows: number; bytes: number }>`
    select count(*)::int as rows, coalesce(sum(bytes), 0)::float8 as bytes
    from (select pg_column_size(r) as bytes ${rows} limit ${sql.lit(mostCounted)}) as due`.execute(db)
  return found[0] ?? { rows: 0, bytes: 0 }
}

export interface Stored {
  readonly bytes: number
  /** Estimated; null: nobody has counted. */
  readonly rows: number | null
  /** When the oldest of it happened, to a day where it lies in days; null: there is none. */
  readonly oldestAt: Date | null
  /** null: it does not lie in days. */
  readonly days: number | null
  /** Of these, how many the rule would let go, were there not something in them that is still needed. */
  readonly heldDays: number
  /** Some of its sizes are of then; null: all are of now. */
  readonly measuredAt: Date | null
}

export async function storedOf(
  db: Db,
  kind: Kind,
  rule: RetentionRule,
  now: Date,
  standing: Standing | null,
): Promise<Stored> {
  if (!standing) return storedRows(db, kind)
  const { table, held } = standing
  const due = dueDaysOf({ table, held: [] }, rule, now)
  return { ...storedDays(table, now), heldDays: due.filter((day) => isHeld(day, held)).length }
}

function storedDays({ days, rest, measuredAt }: StoredTable, now: Date): Omit<Stored, 'heldDays'> {
  const begun = days.filter(({ day }) => day <= now)
  const counts = [...begun.map(({ rows }) => rows), rest.rows].filter((rows) => rows !== null)
  return {
    bytes: days.reduce((sum, { bytes }) => sum + bytes, rest.bytes),
    rows: counts.length === 0 ? null : counts.reduce((sum, rows) => sum + rows, 0),
    oldestAt: begun[0]?.day ?? null,
    days: begun.length,
    measuredAt,
  }
}

/** Rows are added at the end: the one at the beginning is the oldest, or about as old. */
async function storedRows(db: Db, kind: Kind): Promise<Stored> {
  const table = rowTable(kind)
  const { rows } = await sql<Pick<Stored, 'bytes' | 'rows' | 'oldestAt'>>`
    select pg_total_relation_size(c.oid)::float8 as bytes, case when c.reltuples >= 0 then c.reltuples end::float8 as rows,
      (select ${rowTime(kind)} from ${sql.table(table)} limit 1) as "oldestAt"
    from pg_class c where c.oid = ${table}::regclass`.execute(db)
  return { bytes: 0, rows: null, oldestAt: null, ...rows[0], days: null, heldDays: 0, measuredAt: null }
}
