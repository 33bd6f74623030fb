/**
 * Days that are over are frozen once, on PostgreSQL: nothing in them changes any more, so its vacuum need never read them again, not even when
 * transactions are numbered anew. What has been frozen says so in its comment, which goes with it.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Loop } from '../jobs/loops.ts'
import { dailyTables } from './partitions.ts'

const everyMs = 15 * 60_000
/** What was received at midnight is committed by then, and most of what came late. */
const settledAfter = '6 hours'
const mark = 'frozen'

/** `pool`: of connections without a time limit; a day may take minutes. */
export const freezingDays = (pool: pg.Pool, log: Logger): Loop => ({
  name: 'freezing days',
  everyMs,
  scope: 'house',
  async work() {
    for (const name of await unfrozen(pool)) {
      const sinceMs = performance.now()
      // Nobody who reads has to wait for the end of the file to be cut off.
      await pool.query(`vacuum (freeze, analyze, truncate false) "${name}"`)
      await pool.query(`comment on table "${name}" is '${mark}'`)
      log.debug({ name, tookMs: Math.round(performance.now() - sinceMs) }, 'a day was frozen')
    }
  },
})

async function unfrozen(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relnamespace = current_schema()::regnamespace and p.relname = any($1::text[]) and c.relname ~ '_\\d{8}$'
      and obj_description(c.oid, 'pg_class') is distinct from $2
      and (to_date(right(c.relname, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC' + $3::interval < clock_timestamp()
    order by right(c.relname, 8)`,
    [[...dailyTables], mark, settledAfter],
  )
  return rows.map(({ name }) => name)
}
