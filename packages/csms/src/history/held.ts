/** What is still needed, however old it is. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { Span } from './due-days.ts'

type Db = Kysely<Tables>

/** So long after its end a doubtful energy may be cleared up, by a station that comes back or by an operator who looks at the values. */
const settledAfterMs = 90 * 86_400_000
/** A follower that has not moved for so long has been given up. */
const givenUpAfter = '30 days'
/** An event may be so much older than the place of a follower that has not read it. */
const eventSlackMs = 3_600_000

const settled = (now: Date) => sql`${new Date(now.getTime() - settledAfterMs)}::timestamptz`

/** Of `t`, a closed transaction: the station has not said that it is over, or the energy is not known for sure. */
const isInDoubt = sql`(t.uncertain::text <> '[]'
  or (t.closed_by is not null and t.flags::text not like '%"ended-after-close"%'))`

/** Of `t`, a transaction: it runs, its energy may still change, or is not in the sums of its days yet. */
export const isUnsettled = (now: Date): RawBuilder<boolean> =>
  sql<boolean>`(t.state = 'open' or (t.stopped_at >= ${settled(now)} and ${isInDoubt})
    or exists (select from energy_due d where d.station_id = t.station_id and d.transaction_id = t.id))`

/**
 * On which days the meter values of such transactions lie. They are few among very many, which the planner does not know: each is looked
 * up.
 */
export async function heldValues(db: Db, now: Date): Promise<Span[]> {
  const { rows } = await sql<Span>`
    select distinct ${utcDay(sql`m.first_value_at`)} as from, ${utcDay(sql`m.last_value_at`)} as to from (
      select t.station_id, t.id from transaction t where t.state = 'open'
      union all
      select t.station_id, t.id from transaction t where t.stopped_at >= ${settled(now)} and t.state = 'closed' and ${isInDoubt}
      union all
      select d.station_id, d.transaction_id from energy_due d
    ) as held cross join lateral (select m.first_value_at, m.last_value_at from transaction_meter m
      where m.station_id = held.station_id and m.id = held.id and m.first_value_at is not null and m.last_value_at is not null
      limit 1) as m`.execute(db)
  return rows
}

const utcDay = (at: RawBuilder<unknown>) => sql`date_trunc('day', ${at}, 'UTC')`

/** What durable followers have not read yet. */
export async function heldEvents(db: Db, now: Date): Promise<Span[]> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(at) as at from event_cursor where moved_at > clock_timestamp() - ${sql.lit(givenUpAfter)}::interval`.execute(
    db,
  )
  const at = rows[0]?.at
  return at ? [{ from: new Date(at.getTime() - eventSlackMs), to: now }] : []
}
