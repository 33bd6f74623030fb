/**
 * How large each day is, as last measured. To measure one asks the file system about each of its files, and years have thousands of those;
 * a day that is over hardly changes.
 */
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { type DailyTable, dailyTables, dayOf, type StoredTable, storedTable } from '../db/partitions.ts'
import type { Tables } from '../db/schema.ts'
import type { Loop } from '../jobs/loops.ts'

type Db = Kysely<Tables>

const everyMs = 15 * 60_000
const dayMs = 86_400_000
/** Measured whenever somebody asks, and not kept. */
const freshDays = 2

export const measuringDays = ({ db, now }: Pick<Context, 'db' | 'now'>): Loop => ({
  name: 'day sizes',
  everyMs,
  scope: 'house',
  atOnce: true,
  work: () => measureDays(db, now()),
})

export async function measureDays(db: Db, now: Date): Promise<void> {
  const freshFrom = new Date(dayOf(now).getTime() - (freshDays - 1) * dayMs)
  for (const table of dailyTables) {
    const { days } = await storedTable(db, table)
    const sizes = days.filter(({ day }) => day < freshFrom).map(({ name, bytes, rows }) => ({ name, bytes, rows }))
    const columns = { sizes: JSON.stringify(sizes), measured_at: now }
    await db
      .insertInto('day_sizes')
      .values({ of_table: table, ...columns })
      .onConflict((conflict) => conflict.column('of_table').doUpdateSet(columns))
      .execute()
  }
}

/** What nobody has measured yet, and the last days, are measured now. */
export async function knownSizes(db: Db, table: DailyTable): Promise<StoredTable> {
  const known = await db
    .selectFrom('day_sizes')
    .select(['sizes', 'measured_at as measuredAt'])
    .where('of_table', '=', table)
    .executeTakeFirst()
  return storedTable(db, table, known)
}
