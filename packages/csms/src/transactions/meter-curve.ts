/**
 * The curve of a transaction with very many values: made once they are there (`history/curves.ts`), read instead of them, and still there
 * when they are gone.
 */
import type { Kysely } from 'kysely'
import type { MeterValueTable, Tables } from '../db/schema.ts'

/** A value without its samples. */
export interface MeterPoint
  extends Pick<MeterValueTable, 'energy_wh' | 'power_w' | 'current_a' | 'voltage_v' | 'soc_percent'> {
  readonly at: Date
  readonly received_at: Date
}

/** In ms of the epoch. */
export interface CurveSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** An equal part of the time. */
export interface CurvePart {
  /** Which one, from 0. */
  readonly index: number
  /** How many values it has. */
  readonly n: number
  /** Those of least and greatest power, or energy. */
  readonly points: readonly MeterPoint[]
}

export interface Curve extends CurveSpan {
  /** Those that have values. */
  readonly parts: readonly CurvePart[]
}

/** With fewer, the values themselves are read as fast. */
export const manyValues = 10_000

/** Into so many parts the time of a transaction is cut. */
export const curveParts = 2_000

const partMs = ({ fromMs, toMs }: CurveSpan): number => Math.max(toMs - fromMs, 1) / curveParts

/** About how many values lie in a span. */
export function countWithin(curve: Curve, { fromMs, toMs }: CurveSpan): number {
  const width = partMs(curve)
  return curve.parts.reduce((sum, { index, n }) => {
    const begins = curve.fromMs + index * width
    const inside = Math.min(toMs, begins + width) - Math.max(fromMs, begins)
    return sum + n * Math.max(0, Math.min(1, inside / width))
  }, 0)
}

/** What of it lies in a span. `total`: of the parts that do so as a whole. */
export function cut(curve: Curve, { fromMs, toMs }: CurveSpan): { points: MeterPoint[]; total: number } {
  const width = partMs(curve)
  const isWhole = ({ index }: CurvePart): boolean => {
    const begins = curve.fromMs + index * width
    return begins >= fromMs && Math.min(begins + width, curve.toMs) <= toMs
  }
  return {
    points: curve.parts.flatMap(({ points }) =>
      points.filter(({ at }) => at.getTime() >= fromMs && at.getTime() <= toMs),
    ),
    total: curve.parts.filter(isWhole).reduce((sum, { n }) => sum + n, 0),
  }
}

/** In order, with those of least and greatest power, or energy, of each of `parts` equal parts of the time, and the first and the last. */
export function thinned(points: readonly MeterPoint[], { fromMs, toMs }: CurveSpan, parts: number): MeterPoint[] {
  const ordered = points.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const width = Math.max(toMs - fromMs, 1) / parts
  const kept = new Set<MeterPoint>([...ordered.slice(0, 1), ...ordered.slice(-1)])
  for (const part of Map.groupBy(ordered, ({ at }) => Math.floor((at.getTime() - fromMs) / width)).values()) {
    const measured = part.filter((point) => measureOf(point) !== null)
    const least = greatestBy(measured, (point) => -(measureOf(point) ?? 0)) ?? part[0]
    const greatest = greatestBy(measured, (point) => measureOf(point) ?? 0)
    for (const point of [least, greatest]) if (point) kept.add(point)
  }
  return ordered.filter((point) => kept.has(point))
}

const greatestBy = (points: readonly MeterPoint[], of: (point: MeterPoint) => number) =>
  points.reduce<MeterPoint | undefined>((best, point) => (best && of(best) >= of(point) ? best : point), undefined)

const measureOf = ({ power_w, energy_wh }: MeterPoint): number | null => power_w ?? energy_wh

/** null: there is none, or the transaction has changed since it was made. */
export async function storedCurve(
  db: Kysely<Tables>,
  of: { readonly stationId: string; readonly id: number },
): Promise<Curve | null> {
  const row = await db
    .selectFrom('transaction_curve as c')
    .leftJoin('energy_due as due', (join) =>
      join.onRef('due.station_id', '=', 'c.station_id').onRef('due.transaction_id', '=', 'c.transaction_id'),
    )
    .select(['c.from_at', 'c.to_at', 'c.parts'])
    .where('c.station_id', '=', of.stationId)
    .where('c.transaction_id', '=', of.id)
    .where('due.at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const parts = row.parts.map(([index, n, ...points]) => ({ index, n, points: points.map(unpacked) }))
  return { fromMs: row.from_at.getTime(), toMs: row.to_at.getTime(), parts }
}

export const packedParts = (parts: readonly CurvePart[]): string =>
  JSON.stringify(parts.map(({ index, n, points }) => [index, n, ...points.map(packed)] satisfies PackedPart))

/** Times in ms of the epoch. */
type Packed = readonly [at: number, received: number, ...rest: (number | null)[]]
export type PackedPart = readonly [index: number, n: number, ...points: Packed[]]

const packed = (of: MeterPoint): Packed => [
  ...([of.at.getTime(), of.received_at.getTime()] as const),
  ...[of.energy_wh, of.power_w, of.current_a, of.voltage_v, of.soc_percent],
]

/** Members that are left out at the end are null. */
export const unpacked = ([
  at,
  received,
  energy = null,
  power = null,
  current = null,
  voltage = null,
  soc = null,
]: Packed): MeterPoint => ({
  ...{ at: new Date(at), received_at: new Date(received) },
  ...{ energy_wh: energy, power_w: power, current_a: current, voltage_v: voltage, soc_percent: soc },
})
