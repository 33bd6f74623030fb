/**
 * The message log of a station, as it is shown. It may hold years, and a statement costs something for each of its days: it is looked
 * through backwards, some days at a time.
 */
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { bucketOf } from '../db/bucket.ts'
import { dayOf, oldestDay } from '../db/partitions.ts'
import type { MessageTable, Tables } from '../db/schema.ts'
import { type Found, type Look, lookThrough, search } from '../db/search.ts'

type Db = Kysely<Tables>
export type MessageRow = Selectable<MessageTable>

export interface LoggedStation {
  readonly organisationId: string
  readonly stationId: string
}

export interface MessageQuery extends LoggedStation {
  readonly action?: string | undefined
  readonly direction?: 'in' | 'out' | undefined
  readonly outcome?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /** For `ilike`. */
  readonly pattern?: string | undefined
}

/** Where a row stands in the log of its station: by when it was received, or sent. */
export interface MessagePlace {
  readonly at: Date
  readonly id: number
}

/** An id may have belonged to somebody else before. */
const logOf = (db: Db, { organisationId, stationId }: LoggedStation) =>
  db
    .selectFrom('message')
    .where('bucket', '=', bucketOf(stationId))
    .where('station_id', '=', stationId)
    .where('organisation_id', '=', organisationId)

/** What the key does not know. */
const isSifted = ({ action, direction, outcome, pattern }: MessageQuery): boolean =>
  [action, direction, outcome, pattern].some((filter) => filter !== undefined)

const sifted = (query: MessageQuery) =>
  sql<SqlBool>`${sql.join(
    [
      sql`true`,
      ...(['action', 'direction', 'outcome'] as const).flatMap((column) =>
        query[column] === undefined ? [] : [sql`${sql.ref(column)} = ${query[column]}`],
      ),
      ...(query.pattern === undefined
        ? []
        : [sql`(request ilike ${query.pattern} or response ilike ${query.pattern} or problem ilike ${query.pattern})`]),
    ],
    sql` and `,
  )}`

const dayMs = 86_400_000
const mostDays = 64
/** With what is known by no key alone. */
const rowsAtATime = 500

interface LookFrom {
  /** null: from the end of the log. */
  readonly before: MessagePlace | null
  /** So many days are looked through: more and more, while they hold little. */
  readonly days: number
}

/** Newest first. */
export async function listMessages(
  db: Db,
  query: MessageQuery,
  { before, most, now }: { before: MessagePlace | null; most: number; now: Date },
): Promise<Found<MessageRow, MessagePlace>> {
  const first = before ?? (query.to === undefined ? null : { at: query.to, id: 0 })
  let oldest: Promise<Date | null> | undefined
  const oldestMessage = () => (oldest ??= oldestDay(db, 'message'))
  const { rows, stoppedAt } = await search<MessageRow, LookFrom>({
    from: { before: first, days: 1 },
    most,
    // A statement for each two months at the worst.
    ...(!isSifted(query) && { patienceMs: null }),
    look: (from, left) => lookBack(db, query, { from, most: left, now, oldest: oldestMessage }),
  })
  return { rows, stoppedAt: stoppedAt?.before ?? null }
}

interface LookBack {
  readonly from: LookFrom
  readonly most: number
  readonly now: Date
  /** Asked for only when the log goes back further than that. */
  readonly oldest: () => Promise<Date | null>
}

async function lookBack(db: Db, query: MessageQuery, look: LookBack): Promise<Look<MessageRow, LookFrom>> {
  const { from, most } = look
  const { before, days } = from
  const since = await beginning(query, look)
  const { found, last } = await lookThrough<MessageRow>(db, {
    looked: stretch(db, query, before, since),
    atATime: isSifted(query) ? rowsAtATime : most,
    order: ['at', 'id'],
    direction: 'desc',
    sift: sifted(query),
    most,
  })
  if (last) return { found, next: { before: { at: last[0] as Date, id: last[1] as number }, days } }
  const next = since && { before: { at: since, id: 0 }, days: Math.min(days * 4, mostDays) }
  return { found, next }
}

/** Where the days to look through begin; null: there are none before. */
async function beginning(query: MessageQuery, { from, now, oldest }: LookBack): Promise<Date | null> {
  const { before, days } = from
  const latest = new Date(Math.min(before?.at.getTime() ?? now.getTime(), now.getTime()))
  const wanted = new Date(dayOf(latest).getTime() - days * dayMs)
  if (query.from !== undefined && wanted <= query.from) return null
  // Most pages are full before anybody has to know.
  if (days === 1) return wanted
  const day = await oldest()
  // With what is older than any day, which lies in one place.
  return day === null || wanted <= day ? null : wanted
}

const stretch = (db: Db, query: MessageQuery, before: MessagePlace | null, since: Date | null) =>
  sql`${logOf(db, query)
    .selectAll()
    .$if(since !== null, (q) => q.where('at', '>=', since as Date))
    .$if(query.from !== undefined, (q) => q.where('at', '>=', query.from as Date))
    .$if(before !== null, (q) =>
      q
        .where('at', '<=', before?.at as Date)
        .where(sql<SqlBool>`(at, id) < (${before?.at}::timestamptz, ${before?.id}::bigint)`),
    )}`

/** After which row comes what is logged from now on. */
export async function endOfLog(db: Db, of: LoggedStation, now: Date): Promise<MessagePlace> {
  const row = await logOf(db, of)
    .select(['at', 'id'])
    .where('at', '>=', new Date(now.getTime() - dayMs))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? { at: now, id: 0 }
}

/** A call of ours is logged when it is answered, at the time it was sent. */
const longestExchangeMs = 15 * 60_000

/** Rows in the order they were committed: one writer draws the ids. */
export const messagesAfter = (db: Db, of: LoggedStation, after: MessagePlace, limit: number) =>
  logOf(db, of)
    .selectAll()
    .where('id', '>', after.id)
    .where('at', '>=', new Date(after.at.getTime() - longestExchangeMs))
    .orderBy('id')
    .limit(limit)
    .execute()
