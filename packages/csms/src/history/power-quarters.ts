/** Power by the quarter of an hour, kept when the samples of each minute are gone. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

const quarter = sql`interval '15 minutes'`
const epoch = sql`timestamptz '2020-01-01'`

/**
 * From the last quarter there is, which had not ended then, or from the first sample: again and again the same. A site without a sample
 * in a minute that its organisation has one of had 0 W.
 */
export async function keepQuarters(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string; since: Date | null }>`
    select id, coalesce(
      (select q.at from power_quarter q where q.organisation_id = o.id and q.site_id = '' order by q.at desc limit 1),
      (select date_bin(${quarter}, s.at, ${epoch}) from power_sample s
        where s.organisation_id = o.id and s.site_id = '' order by s.at limit 1)) as since
    from organisation o`.execute(db)
  for (const { id, since } of rows) if (since) await keepQuartersOf(db, id, since)
}

const keepQuartersOf = (db: Db, organisationId: string, since: Date): Promise<unknown> =>
  sql`with quarter as (
      select date_bin(${quarter}, at, ${epoch}) as at, count(*) as minutes from power_sample
      where organisation_id = ${organisationId} and site_id = '' and at >= ${since}::timestamptz group by 1
    )
    insert into power_quarter (organisation_id, site_id, at, mean_w, max_w)
    select s.organisation_id, s.site_id, quarter.at, sum(s.power_w) / quarter.minutes, max(s.power_w)
    from (select '' as id union all select id from site where organisation_id = ${organisationId}) as place
      join power_sample s on s.organisation_id = ${organisationId} and s.site_id = place.id and s.at >= ${since}::timestamptz
      join quarter on quarter.at = date_bin(${quarter}, s.at, ${epoch})
    group by s.organisation_id, s.site_id, quarter.at, quarter.minutes
    on conflict (organisation_id, site_id, at) do update set mean_w = excluded.mean_w, max_w = excluded.max_w`.execute(
    db,
  )

export interface PowerPoint {
  readonly at: Date
  readonly meanW: number
  readonly maxW: number
}

/** At most `points` of them, each of as many quarters as that takes. */
export async function powerHistory(
  db: Db,
  of: { organisationId: string; siteId: string | null; from: Date; to: Date; points: number },
): Promise<PowerPoint[]> {
  const { rows } = await sql<PowerPoint>`
    with quarter as (
      select o.at, case when ${of.siteId}::text is null then o.mean_w else coalesce(s.mean_w, 0) end as mean_w,
        case when ${of.siteId}::text is null then o.max_w else coalesce(s.max_w, 0) end as max_w
      from power_quarter o left join power_quarter s
        on s.organisation_id = o.organisation_id and s.site_id = ${of.siteId}::text and s.at = o.at
      where o.organisation_id = ${of.organisationId} and o.site_id = ''
        and o.at >= ${of.from}::timestamptz and o.at < ${of.to}::timestamptz
    ), step as (
      select greatest(1, ceil((extract(epoch from max(at) - min(at)) / 900 + 1) / ${of.points}::int)) * ${quarter} as width,
        min(at) as first from quarter
    )
    select date_bin(step.width, at, step.first) as at, avg(mean_w) as "meanW", max(max_w) as "maxW"
    from quarter, step group by 1 order by 1`.execute(db)
  return rows
}
