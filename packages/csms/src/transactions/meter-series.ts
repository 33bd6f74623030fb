/** Meter values of a transaction over time. */
import { type Kysely, type SqlBool, sql } from 'kysely'
import { bucketOf } from '../db/bucket.ts'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

export interface MeteredTransaction {
  readonly id: number
  readonly stationId: string
  /** Between these its values lie; null: it has none. */
  readonly firstValueAt: Date | null
  readonly lastValueAt: Date | null
}

export interface SeriesQuery {
  readonly of: MeteredTransaction
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

const never = new Date(0)

function matching(db: Db, { of, from, to }: SeriesQuery) {
  const { id, stationId, firstValueAt, lastValueAt } = of
  return db
    .selectFrom('meter_value')
    .where('bucket', '=', bucketOf(stationId))
    .where('station_id', '=', stationId)
    .where('at', '>=', firstValueAt ?? never)
    .where('at', '<=', lastValueAt ?? never)
    .where('transaction_id', '=', id)
    .$if(from !== undefined, (q) => q.where('at', '>=', from as Date))
    .$if(to !== undefined, (q) => q.where('at', '<', to as Date))
}

/** What tells one value of a transaction from the others, in their order. */
export interface SeriesPlace {
  readonly at: Date
  readonly evseId: number
  readonly digest: number
}

export const listMeterValues = (db: Db, query: SeriesQuery, after: SeriesPlace | null, limit: number) =>
  matching(db, query)
    .selectAll()
    .$if(after !== null, (q) =>
      q
        .where('at', '>=', after?.at as Date)
        .where(
          sql<SqlBool>`(at, evse_id, digest) > (${after?.at}::timestamptz, ${after?.evseId}, ${after?.digest}::bigint)`,
        ),
    )
    .orderBy('at')
    .orderBy('evse_id')
    .orderBy('digest')
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
    .selectAll()
    .select(sql<number>`coalesce(power_w, energy_wh)`.as('v'))
    .select(
      sql<number>`floor(${buckets} * extract(epoch from at - min(at) over ())
        / greatest(extract(epoch from max(at) over () - min(at) over ()), 0.001))::int`.as('part'),
    )
    .select(
      sql<boolean>`row_number() over (order by at, digest) = 1 or row_number() over (order by at desc, digest desc) = 1`.as(
        'end',
      ),
    )
  const ranked = db
    .selectFrom(values.as('v'))
    .selectAll()
    .select(sql<number>`row_number() over (partition by part order by v, at)`.as('least'))
    .select(sql<number>`row_number() over (partition by part order by v desc nulls last, at)`.as('greatest'))
  return db
    .selectFrom(ranked.as('r'))
    .selectAll()
    .where((eb) => eb.or([eb('r.least', '=', 1), eb('r.greatest', '=', 1), eb('r.end', '=', true)]))
    .orderBy('r.at')
    .orderBy('r.digest')
    .execute()
}
