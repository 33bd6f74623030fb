/** Meter values of a transaction over time. */
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

export interface SeriesQuery {
  readonly transactionId: number
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

const matching = (db: Db, query: SeriesQuery) =>
  db
    .selectFrom('meter_value')
    .where('transaction_id', '=', query.transactionId)
    .$if(query.from !== undefined, (q) => q.where('at', '>=', query.from as Date))
    .$if(query.to !== undefined, (q) => q.where('at', '<', query.to as Date))

export const listMeterValues = (db: Db, query: SeriesQuery, after: { at: Date; id: number } | null, limit: number) =>
  matching(db, query)
    .selectAll()
    .$if(after !== null, (q) => q.where(sql<SqlBool>`(at, id) > (${after?.at}, ${after?.id})`))
    .orderBy('at')
    .orderBy('id')
    .limit(limit + 1)
    .execute()

export type MeterValueRow = Awaited<ReturnType<typeof listMeterValues>>[number]

export async function countMeterValues(db: Db, query: SeriesQuery): Promise<number> {
  const row = await matching(db, query).select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()
  return row.n
}

/**
 * About `points` of the values, for a chart: the time range is cut into points/2 equal parts, and each keeps its values of least and
 * greatest power (energy where no power was metered), so that a peak is never averaged away. The first and last one stay, too.
 */
export async function sampleMeterValues(db: Db, query: SeriesQuery, points: number): Promise<MeterValueRow[]> {
  const buckets = Math.ceil(points / 2)
  const values = matching(db, query)
    .select(['id', sql<number>`coalesce(power_w, energy_wh)`.as('v')])
    .select(
      sql<number>`floor(${buckets} * extract(epoch from at - min(at) over ())
        / greatest(extract(epoch from max(at) over () - min(at) over ()), 0.001))::int`.as('bucket'),
    )
    .select(
      sql<boolean>`row_number() over (order by at, id) = 1 or row_number() over (order by at desc, id desc) = 1`.as(
        'end',
      ),
    )
  const ranked = db
    .selectFrom(values.as('v'))
    .select(['id', 'end'])
    .select(sql<number>`row_number() over (partition by bucket order by v, id)`.as('least'))
    .select(sql<number>`row_number() over (partition by bucket order by v desc nulls last, id)`.as('greatest'))
  return db
    .selectFrom(ranked.as('r'))
    .innerJoin('meter_value as m', 'm.id', 'r.id')
    .selectAll('m')
    .where((eb) => eb.or([eb('r.least', '=', 1), eb('r.greatest', '=', 1), eb('r.end', '=', true)]))
    .orderBy('m.at')
    .orderBy('m.id')
    .execute()
}
