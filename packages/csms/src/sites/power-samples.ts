/**
 * Power over time, once a minute, per site and for the organisation. Meter values know it too, but a day of them is millions of rows
 * at 10,000 stations, and the overview must not read those.
 */
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/schema.ts'
import { keepQuarters } from '../history/power-quarters.ts'
import type { Loop } from '../jobs/loops.ts'
import { powerNow } from '../transactions/power-now.ts'

type Db = Kysely<Tables>

const everyMs = 60_000
const keptMs = 8 * 24 * 3600_000

export const powerSampling = ({ db, now }: Pick<Context, 'db' | 'now'>): Loop => ({
  name: 'power samples',
  everyMs,
  scope: 'house',
  atOnce: true,
  work: () => recordPower(db, now()),
})

/** A site without an open transaction gets no row: with the organisation's row there, that means 0 W. Readings that are too old give none. */
export async function recordPower(db: Db, now: Date): Promise<void> {
  const at = new Date(Math.floor(now.getTime() / everyMs) * everyMs)
  await sql`
    with open as (
      select organisation_id, site_id, coalesce(sum(${powerNow(now)}), 0) as power_w
      from whole_transaction where state = 'open' group by organisation_id, site_id
    )
    insert into power_sample (organisation_id, site_id, at, power_w)
    select organisation_id, site_id, ${at}::timestamptz, power_w from open
    union all
    select o.id, '', ${at}::timestamptz, coalesce(sum(open.power_w), 0)
    from organisation o left join open on open.organisation_id = o.id group by o.id
    on conflict (organisation_id, site_id, at) do update set power_w = excluded.power_w`.execute(db)
  if (at.getUTCMinutes() % 15 === 0) await keepQuarters(db)
  // Once an hour is often enough to forget, and not before they are in the quarters.
  if (at.getUTCMinutes() === 0) {
    await db
      .deleteFrom('power_sample')
      .where('at', '<', new Date(at.getTime() - keptMs))
      .execute()
  }
}

const mostPoints = 288

/** Mean power since `from`, about 288 points at most: a minute each while the record is young, up to five later. */
export async function powerSeries(
  db: Db,
  of: { organisationId: string; siteId: string | null; from: Date; to: Date },
): Promise<{ at: Date; powerW: number }[]> {
  const { rows } = await sql<{ at: Date; power_w: number }>`
    with sample as (
      select o.at, case when ${of.siteId}::text is null then o.power_w else coalesce(s.power_w, 0) end as power_w
      from power_sample o
      left join power_sample s
        on s.organisation_id = o.organisation_id and s.site_id = ${of.siteId}::text and s.at = o.at
          and s.at >= ${of.from}::timestamptz and s.at <= ${of.to}::timestamptz
      where o.organisation_id = ${of.organisationId} and o.site_id = ''
        and o.at >= ${of.from}::timestamptz and o.at <= ${of.to}::timestamptz
    ), step as (
      select greatest(1, ceil(extract(epoch from max(at) - min(at)) / 60 / ${mostPoints}::int)) * interval '1 minute' as width from sample
    )
    select date_bin(step.width, at, timestamptz '2020-01-01') as at, avg(power_w) as power_w
    from sample, step group by 1 order by 1`.execute(db)
  return rows.map((row) => ({ at: row.at, powerW: row.power_w }))
}
