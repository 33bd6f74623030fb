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

/** What tells one value of a transaction from the others, in their order. */
export interface SeriesPlace {
  readonly at: Date
  readonly digest: number
  readonly evseId: number
}

export const listMeterValues = (db: Db, query: SeriesQuery, after: SeriesPlace | null, limit: number) =>
  matching(db, query)
    .selectAll()
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(at, digest, evse_id) > (${after?.at}, ${after?.digest}::bigint, ${after?.evseId})`),
    )
    .orderBy('at')
    .orderBy('digest')
    .orderBy('evse_id')
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
    .select(['station_id', 'evse_id', 'at', 'digest', sql<number>`coalesce(power_w, energy_wh)`.as('v')])
    .select(
      sql<number>`floor(${buckets} * extract(epoch from at - min(at) over ())
        / greatest(extract(epoch from max(at) over () - min(at) over ()), 0.001))::int`.as('bucket'),
    )
    .select(
      sql<boolean>`row_number() over (order by at, digest) = 1 or row_number() over (order by at desc, digest desc) = 1`.as(
        'end',
      ),
    )
  const ranked = db
    .selectFrom(values.as('v'))
    .select(['station_id', 'evse_id', 'at', 'digest', 'end'])
    .select(sql<number>`row_number() over (partition by bucket order by v, at)`.as('least'))
    .select(sql<number>`row_number() over (partition by bucket order by v desc nulls last, at)`.as('greatest'))
  return db
    .selectFrom(ranked.as('r'))
    .innerJoin('meter_value as m', (join) =>
      join
        .onRef('m.station_id', '=', 'r.station_id')
        .onRef('m.evse_id', '=', 'r.evse_id')
        .onRef('m.at', '=', 'r.at')
        .onRef('m.digest', '=', 'r.digest'),
    )
    .selectAll('m')
    .where((eb) => eb.or([eb('r.least', '=', 1), eb('r.greatest', '=', 1), eb('r.end', '=', true)]))
    .orderBy('m.at')
    .orderBy('m.digest')
    .execute()
}
