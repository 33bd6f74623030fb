/**
 * Looking through what no index knows, a bounded number of rows at a time: until enough are found, nothing is left, or the time is over.
 * No statement of it runs for long, so nobody waits behind one; who wants more goes on where it stopped.
 */
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Tables } from './schema.ts'

/** What one statement looked through. */
export interface Look<R, P> {
  readonly found: readonly R[]
  /** From where the next one goes on; null: there is nothing left. */
  readonly next: P | null
}

export interface Found<R, P> {
  readonly rows: readonly R[]
  /** Where the time was over; null: enough were found, or nothing is left. */
  readonly stoppedAt: P | null
}

/** What is left of the 50 ms in which a page is there. */
const pagePatienceMs = 20
/** However slow they are: where there is little to look through, a page does not depend on how busy the machine is. */
const fewestLooks = 3

export interface Search<R, P> {
  readonly from: P
  readonly most: number
  /** Looks from there on for so many at most. */
  readonly look: (from: P, most: number) => Promise<Look<R, P>>
  /** Of the time; null: there is so little to look through that it is looked through. */
  readonly patienceMs?: number | null
  /** Milliseconds of a clock that nobody sets. */
  readonly nowMs?: () => number
}

export async function search<R, P>({
  from,
  most,
  look,
  patienceMs = pagePatienceMs,
  nowMs = () => performance.now(),
}: Search<R, P>): Promise<Found<R, P>> {
  const endsAt = nowMs() + (patienceMs ?? Number.POSITIVE_INFINITY)
  const rows: R[] = []
  let place: P | null = from
  for (let looks = 1; place !== null && rows.length < most; looks++) {
    const { found, next }: Look<R, P> = await look(place, most - rows.length)
    rows.push(...found)
    place = next
    if (place !== null && rows.length < most && looks >= fewestLooks && nowMs() >= endsAt)
      return { rows, stoppedAt: place }
  }
  return { rows, stoppedAt: null }
}

export interface LookThrough {
  /** What an index gives in this order; without a limit, it begins where the last one ended. */
  readonly looked: RawBuilder<unknown>
  /** So many of it, that one statement has a bound. */
  readonly atATime: number
  readonly order: readonly string[]
  readonly direction: 'asc' | 'desc'
  /** Which of them are found. */
  readonly sift: RawBuilder<SqlBool>
  /** The rows to give, with the columns of the order, from those that are found; left out, as they are. */
  readonly shown?: (found: RawBuilder<unknown>) => RawBuilder<unknown>
  readonly most: number
}

/** One statement. `last`: the columns of the order in the last row it looked at; null: `looked` has no more. */
export async function lookThrough<R extends object>(
  db: Kysely<Tables>,
  { looked, atATime, order, direction, sift, shown = (found) => sql`select * from ${found}`, most }: LookThrough,
): Promise<{ found: R[]; last: readonly unknown[] | null }> {
  const back = direction === 'asc' ? 'desc' : 'asc'
  const by = (way: string, of = '') => sql.join(order.map((name) => sql`${sql.ref(of + name)} ${sql.raw(way)}`))
  const columns = sql.join(order.map((name, i) => sql`${sql.ref(name)} as ${sql.ref(`last_${i}`)}`))
  const { rows } = await sql<R & Record<string, unknown>>`
    with looked as materialized (${looked} order by ${by(direction)} limit ${atATime}),
      edge as (select ${columns}, (select count(*)::int from looked) as looked_at from looked order by ${by(back)} limit 1),
      found as (select * from looked t where ${sift} order by ${by(direction)} limit ${most})
    select shown.*, edge.* from edge left join (${shown(sql`found`)}) as shown on true
    order by ${by(direction, 'shown.')}`.execute(db)
  const [first] = rows
  const isEnd = first === undefined || (first.looked_at as number) < atATime
  return {
    found: rows.filter((row) => row[order[0] as string] !== null),
    last: isEnd ? null : order.map((_, i) => first[`last_${i}`]),
  }
}
