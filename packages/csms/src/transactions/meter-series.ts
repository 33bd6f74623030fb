/** Meter values of a transaction over time. */
import { type Kysely, type SqlBool, sql } from 'kysely'
import { bucketOf } from '../db/bucket.ts'
import { countRows, exactly, type Total } from '../db/count-rows.ts'
import type { Tables } from '../db/schema.ts'
import {
  type CurvePart,
  type CurveSpan,
  countWithin,
  cut,
  type MeterPoint,
  manyValues,
  storedCurve,
  thinned,
  unpacked,
} from './meter-curve.ts'

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
    .selectFrom('any_meter_value')
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

export const countMeterValues = (db: Db, query: SeriesQuery): Promise<Total> =>
  countRows(db, matching(db, query).select('at'))

export interface SampledSeries {
  readonly points: readonly MeterPoint[]
  /** How many values there are. */
  readonly total: Total
}

/**
 * About `points` of the values, for a chart: the time range is cut into points/2 equal parts, and each keeps its values of least and
 * greatest power (energy where no power was metered), so that a peak is never averaged away. The first and last one stay, too. Of a
 * transaction with very many, its curve is read, and what came after it.
 */
export async function sampleMeterValues(db: Db, query: SeriesQuery, points: number): Promise<SampledSeries> {
  const span = spanOf(query)
  const curve = await storedCurve(db, query.of)
  if (!curve) return sampleAll(db, query, points)
  const within = cut(curve, span)
  const few = countWithin(curve, span) < manyValues ? await sampleAll(db, query, points) : null
  // When there are none where the curve has some, they are not kept any more.
  if (few && (few.points.length > 0 || within.points.length === 0)) return few
  const since = await sampleAll(db, { ...query, from: later(query.from, new Date(curve.toMs + 1)) }, points)
  return {
    points: thinned([...within.points, ...since.points], span, Math.ceil(points / 2)),
    total: {
      total: within.total + since.total.total,
      totalIs: query.from || query.to ? 'atLeast' : since.total.totalIs,
    },
  }
}

const later = (a: Date | undefined, b: Date): Date => (a && a > b ? a : b)

/** Each is read once, and none is sorted. */
async function sampleAll(db: Db, query: SeriesQuery, points: number): Promise<SampledSeries> {
  const [first, last, parts] = await Promise.all([
    endOf(db, query, 'asc'),
    endOf(db, query, 'desc'),
    partsOf(db, query, Math.ceil(points / 2)),
  ])
  const all = inOrder([...first, ...parts.flatMap(({ points }) => points), ...last])
  return { points: all, total: exactly(parts.reduce((sum, { n }) => sum + n, 0)) }
}

const endOf = (db: Db, query: SeriesQuery, direction: 'asc' | 'desc'): Promise<MeterPoint[]> =>
  matching(db, query)
    .select(['at', 'received_at', 'energy_wh', 'power_w', 'current_a', 'voltage_v', 'soc_percent'])
    .orderBy('at', direction)
    .orderBy('evse_id', direction)
    .orderBy('digest', direction)
    .limit(1)
    .execute()

/** Equal neighbours are one. */
const inOrder = (points: readonly MeterPoint[]): MeterPoint[] =>
  points.toSorted((a, b) => a.at.getTime() - b.at.getTime()).filter((point, i, all) => !isSame(point, all[i - 1]))

const isSame = (a: MeterPoint, b: MeterPoint | undefined): boolean =>
  b !== undefined && a.at.getTime() === b.at.getTime() && a.power_w === b.power_w && a.energy_wh === b.energy_wh

/** Lists compare member by member: what decides, the time in seconds, and then the rest of the value, which rides along. */
export async function partsOf(db: Db, query: SeriesQuery, parts: number): Promise<CurvePart[]> {
  const { fromMs, toMs } = spanOf(query)
  const seconds = Math.max(toMs - fromMs, 1) / 1000
  const part = sql`floor(${parts} * (date_part('epoch', at) - ${fromMs / 1000}::float8) / ${seconds}::float8)::int`
  const measure = sql`coalesce(power_w, energy_wh)`
  const rest = sql`date_part('epoch', received_at), energy_wh, power_w, current_a, voltage_v, soc_percent`
  const { rows } = await sql<{ index: number; n: number; least: Sorted | null; greatest: Sorted | null }>`
    select ${part} as index, min(array[${measure}, date_part('epoch', at), ${rest}]) as least, count(*)::int as n,
      max(array[${measure}, -date_part('epoch', at), ${rest}]) filter (where ${measure} is not null) as greatest
    from (${matching(db, query).selectAll()}) as v group by 1 order by 1`.execute(db)
  return rows.map(({ index, n, least, greatest }) => ({
    ...{ index, n },
    points: [least, greatest].flatMap((sorted) => (sorted ? [pointOf(sorted)] : [])),
  }))
}

/** The times between which the values lie, ends included, as far as they are asked for. */
function spanOf({ of, from, to }: SeriesQuery): CurveSpan {
  return {
    fromMs: Math.max((of.firstValueAt ?? never).getTime(), from?.getTime() ?? 0),
    toMs: Math.min((of.lastValueAt ?? never).getTime(), (to?.getTime() ?? Number.POSITIVE_INFINITY) - 1),
  }
}

/** What decides, two times in seconds, of which the first may be turned round to be sorted by, and the rest of the value. */
type Sorted = readonly (number | null)[]

const pointOf = ([, at, received, ...rest]: Sorted): MeterPoint => unpacked([msOf(at), msOf(received), ...rest])

const msOf = (seconds: number | null | undefined): number => Math.round(Math.abs(seconds ?? 0) * 1000)
