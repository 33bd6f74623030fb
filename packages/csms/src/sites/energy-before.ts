/**
 * What transactions that ran at midnight had given by then: the register of the last meter value before it. To look for that value takes
 * longer than all else the overview shows, and it hardly changes; so it is kept, and looked for anew now and then, since values come late.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/schema.ts'
import type { Loop } from '../jobs/loops.ts'

type Db = Kysely<Tables>

const everyMs = 60_000
const anewAfterMs = 15 * 60_000
/** No local midnight is further back than a day and the hour that daylight saving may add. */
const longestDayMs = 25 * 3600_000
/** A transaction that has not been metered for so long before midnight has not charged. Each more day costs the query of every transaction. */
const longestSilenceMs = 7 * 24 * 3600_000

/** The last one of each site, as `site_id`, `at`. */
export const midnights = (now: Date): RawBuilder<unknown> =>
  sql`select id as site_id, date_trunc('day', ${now}::timestamptz at time zone time_zone) at time zone time_zone as at from site`

/** Of `t`, a whole transaction, and `midnight`: it ran since. */
export const isOfToday = (now: Date): RawBuilder<boolean> =>
  sql<boolean>`(t.state = 'open' or t.stopped_at >= ${new Date(now.getTime() - longestDayMs)}::timestamptz)
    and (t.state = 'open' or t.stopped_at >= midnight.at)`

/** Wh, of `t`, a whole transaction that began before `midnight`. */
export const energyBefore = (now: Date): RawBuilder<number> => sql<number>`coalesce((
  select greatest(0, v.energy_wh - t.meter_start_wh) from meter_value v
  where v.bucket = station_bucket(t.station_id) and v.station_id = t.station_id and v.at >= t.first_value_at
    and v.at < midnight.at and v.transaction_id = t.id and v.energy_wh is not null
    and v.at >= ${new Date(now.getTime() - longestDayMs - longestSilenceMs)}::timestamptz and v.at < ${now}::timestamptz
  order by v.at desc limit 1), 0)`

export const keepingEnergyBefore = ({ db, now }: Pick<Context, 'db' | 'now'>): Loop => ({
  name: 'energy before midnight',
  everyMs,
  scope: 'house',
  atOnce: true,
  work: () => keepEnergyBefore(db, now()),
})

export async function keepEnergyBefore(db: Db, now: Date): Promise<void> {
  await sql`
    with midnight as (${midnights(now)})
    insert into energy_before (transaction_id, station_id, midnight, organisation_id, energy_wh, made_at)
    select t.id, t.station_id, midnight.at, t.organisation_id, ${energyBefore(now)}, ${now}::timestamptz
    from whole_transaction t join midnight on midnight.site_id = t.site_id
    where t.started_at < midnight.at and ${isOfToday(now)} and not exists (
      select from energy_before b where b.transaction_id = t.id and b.station_id = t.station_id and b.midnight = midnight.at
        and b.made_at > ${new Date(now.getTime() - anewAfterMs)}::timestamptz)
    on conflict (transaction_id, station_id, midnight)
    do update set energy_wh = excluded.energy_wh, made_at = excluded.made_at`.execute(db)
  await db
    .deleteFrom('energy_before')
    .where('midnight', '<', new Date(now.getTime() - longestDayMs))
    .execute()
}
