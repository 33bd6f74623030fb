/** Power by the quarter of an hour, and by six hours for charts of years, kept when the samples of each minute are gone. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

const quarter = sql`interval '15 minutes'`
const sixHours = sql`interval '6 hours'`
const quartersInSixHours = 24
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
  for (const { id, since } of rows) {
    if (!since) continue
    await keepQuartersOf(db, id, since)
    await keepSixHoursOf(db, id, since)
  }
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

const keepSixHoursOf = (db: Db, organisationId: string, since: Date): Promise<unknown> =>
  sql`insert into power_six_hours (organisation_id, site_id, at, quarters, mean_w, max_w)
    select organisation_id, site_id, date_bin(${sixHours}, at, ${epoch}), count(*), avg(mean_w), max(max_w) from power_quarter
    where organisation_id = ${organisationId} and site_id in (select '' union all select id from site where organisation_id = ${organisationId})
      and at >= date_bin(${sixHours}, ${since}::timestamptz, ${epoch})
    group by 1, 2, 3
    on conflict (organisation_id, site_id, at) do update set quarters = excluded.quarters, mean_w = excluded.mean_w, max_w = excluded.max_w`.execute(
    db,
  )

export interface PowerPoint {
  readonly at: Date
  readonly meanW: number
  readonly maxW: number
}

export interface PowerQuery {
  readonly organisationId: string
  readonly siteId: string | null
  readonly from: Date
  readonly to: Date
  readonly points: number
}

/** At most `points` of them, each of as many quarters as that takes. */
export async function powerHistory(db: Db, of: PowerQuery): Promise<PowerPoint[]> {
  const span = await spanOf(db, of)
  if (!span) return []
  const width = Math.max(1, Math.ceil(span.quarters / of.points))
  const source =
    width < quartersInSixHours
      ? { table: 'power_quarter', unit: quarter, units: width, quarters: sql`1` }
      : {
          ...{ table: 'power_six_hours', unit: sixHours, units: Math.ceil(width / quartersInSixHours) },
          quarters: sql`quarters`,
        }
  const place = (siteId: string) => sql`(select at, mean_w, max_w, ${source.quarters} as quarters
    from ${sql.table(source.table)} where organisation_id = ${of.organisationId} and site_id = ${siteId}
      and at >= date_bin(${source.unit}, ${of.from}::timestamptz, ${epoch}) and at < ${of.to}::timestamptz)`
  const { rows } = await sql<PowerPoint>`
    select date_bin(${sql.lit(source.units)} * ${source.unit}, whole.at, date_bin(${source.unit}, ${span.first}::timestamptz, ${epoch})) as at,
      sum(coalesce(place.mean_w * place.quarters, 0)) / sum(whole.quarters) as "meanW", coalesce(max(place.max_w), 0) as "maxW"
    from ${place('')} as whole left join ${place(of.siteId ?? '')} as place on place.at = whole.at
    group by 1 order by 1`.execute(db)
  return rows
}

/** Between the first and the last quarter there is; null: there is none. */
async function spanOf(db: Db, of: PowerQuery): Promise<{ first: Date; quarters: number } | null> {
  const { rows } = await sql<{ first: Date | null; quarters: number }>`
    select min(at) as first, extract(epoch from max(at) - min(at))::float8 / 900 + 1 as quarters from power_quarter
    where organisation_id = ${of.organisationId} and site_id = '' and at >= ${of.from}::timestamptz and at < ${of.to}::timestamptz`.execute(
    db,
  )
  const [found] = rows
  return found?.first ? { first: found.first, quarters: found.quarters } : null
}
