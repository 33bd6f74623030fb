/** Transactions, their messages and meter values, as they are shown. */
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { tokenKey } from '../authorization/token-key.ts'
import { countRows, type Total } from '../db/count-rows.ts'
import type { Tables, WholeTransactionTable } from '../db/schema.ts'
import { type Found, lookThrough, search } from '../db/search.ts'
import type { UncertainReason } from './uncertain.ts'

type Db = Kysely<Tables>

export interface TransactionQuery {
  readonly organisationId: string
  readonly stationId?: string | undefined
  /** Any of them: one may be a card's number and a key code. */
  readonly idTokens?: readonly string[] | undefined
  readonly state?: 'open' | 'closed' | undefined
  readonly probablyOver?: boolean | undefined
  readonly siteId?: string | undefined
  readonly isUncertain?: boolean | undefined
  readonly uncertainReason?: UncertainReason | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/** What is asked of `t`, a transaction. */
interface Conditions {
  /** An index gives what is so, in the order of the list. */
  readonly rare: readonly RawBuilder<SqlBool>[]
  /** What is not so is read past: there is little of it. */
  readonly usual: readonly RawBuilder<SqlBool>[]
  /** No index knows it. */
  readonly unknown: readonly RawBuilder<SqlBool>[]
}

/** In the words of the index `transaction_uncertain`. */
const isUncertain = sql<SqlBool>`t.uncertain::text <> '[]'`

function conditionsOf(query: TransactionQuery): Conditions {
  const { organisationId, stationId, idTokens, state, probablyOver, siteId, uncertainReason, from, to } = query
  const when = (is: boolean, condition: RawBuilder<SqlBool>) => (is ? [condition] : [])
  return {
    rare: [
      ...when(stationId !== undefined, sql`t.station_id = ${stationId}`),
      ...when(idTokens !== undefined, sql`lower(t.id_token) = any(${idTokens?.map(tokenKey)}::text[])`),
      ...when(query.isUncertain === true || uncertainReason !== undefined, isUncertain),
      ...when(probablyOver === true, sql`t.over_since is not null`),
      ...when(state === 'open', sql`t.state = 'open'`),
      ...when(siteId !== undefined, sql`t.site_id = ${siteId}`),
    ],
    usual: [
      sql`t.organisation_id = ${organisationId}`,
      ...when(state === 'closed', sql`t.state = 'closed'`),
      ...when(probablyOver === false, sql`t.over_since is null`),
      ...when(query.isUncertain === false, sql`t.uncertain::text = '[]'`),
      ...when(from !== undefined, sql`t.started_at >= ${from}`),
      ...when(to !== undefined, sql`t.started_at < ${to}`),
    ],
    unknown: when(
      uncertainReason !== undefined,
      sql`t.uncertain::jsonb @> ${JSON.stringify([{ reason: uncertainReason }])}::jsonb`,
    ),
  }
}

interface Plan {
  /** Rows that come from an index. */
  readonly read: RawBuilder<unknown>
  /** What is looked for among them; null: they are all wanted. */
  readonly sift: RawBuilder<SqlBool> | null
}

/** The rarest condition chooses the rows; the others are looked for among these. */
function planOf(query: TransactionQuery): Plan {
  const { rare, usual, unknown } = conditionsOf(query)
  const every = (of: readonly RawBuilder<SqlBool>[]) => sql<SqlBool>`${sql.join(of, sql` and `)}`
  const sifted = [...rare.slice(1), ...unknown]
  return {
    read: sql`select t.* from transaction t where ${every([...rare.slice(0, 1), ...usual])}`,
    sift: sifted.length === 0 ? null : every(sifted),
  }
}

export type TransactionListRow = Selectable<WholeTransactionTable> & { readonly station_name: string | null }

export async function shownTransaction(
  db: Db,
  organisationId: string,
  id: number,
): Promise<TransactionListRow | undefined> {
  const { rows } = await sql<TransactionListRow>`
    select w.*, s.name as station_name from whole_transaction w left join station s on s.id = w.station_id
    where w.organisation_id = ${organisationId} and w.id = ${id}`.execute(db)
  return rows[0]
}

/** Where a transaction stands in the list. */
export interface TransactionPlace {
  readonly startedAt: Date
  readonly id: number
}

/** Before it is everything: no date is later. */
const end: TransactionPlace = { startedAt: new Date(8_640_000_000_000_000), id: 0 }
/** Of those that are sifted. */
const rowsAtATime = 500

/** Newest first. */
export function listTransactions(
  db: Db,
  query: TransactionQuery,
  { before, most }: { before: TransactionPlace | null; most: number },
): Promise<Found<TransactionListRow, TransactionPlace>> {
  const { read, sift } = planOf(query)
  return search<TransactionListRow, TransactionPlace>({
    from: before ?? (query.to ? { startedAt: query.to, id: 0 } : end),
    most,
    look: async ({ startedAt, id }, left) => {
      const { found, last } = await lookThrough<TransactionListRow>(db, {
        looked: sql`${read} and (t.started_at, t.id) < (${startedAt}::timestamptz, ${id}::integer)`,
        atATime: sift ? rowsAtATime : left,
        order: ['started_at', 'id'],
        direction: 'desc',
        sift: sift ?? sql`true`,
        shown: (of) => sql`select w.*, s.name as station_name from ${of} t
          join whole_transaction w on w.station_id = t.station_id and w.id = t.id
          left join station s on s.id = t.station_id`,
        most: left,
      })
      return { found, next: last && { startedAt: last[0] as Date, id: last[1] as number } }
    },
  })
}

/** null: what is sifted is not counted. */
export async function countTransactions(db: Db, query: TransactionQuery): Promise<Total | null> {
  const { read, sift } = planOf(query)
  return sift ? null : countRows(db, read)
}

interface OfTransaction {
  readonly stationId: string
  readonly id: number
}

const eventsOf = (db: Db, { stationId, id }: OfTransaction) =>
  db.selectFrom('transaction_event').where('station_id', '=', stationId).where('transaction_id', '=', id)

export const listTransactionEvents = (db: Db, of: OfTransaction, afterId: number | null, limit: number) =>
  eventsOf(db, of)
    .selectAll()
    .$if(afterId !== null, (q) => q.where('id', '>', afterId as number))
    .orderBy('id')
    .limit(limit + 1)
    .execute()

export const countTransactionEvents = (db: Db, of: OfTransaction): Promise<Total> =>
  countRows(db, eventsOf(db, of).select('id'))
