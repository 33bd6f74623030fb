/** Transactions, their messages and meter values, as they are shown. */
import { type Kysely, type SqlBool, sql } from 'kysely'
import { tokenKey } from '../authorization/token-key.ts'
import { countRows } from '../db/count-rows.ts'
import type { Tables } from '../db/schema.ts'
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

const matching = (db: Db, query: TransactionQuery) =>
  db
    .selectFrom('whole_transaction as t')
    .where('t.organisation_id', '=', query.organisationId)
    .$if(query.stationId !== undefined, (q) => q.where('t.station_id', '=', query.stationId as string))
    .$if(query.idTokens !== undefined, (q) =>
      q.where(sql<string>`lower(t.id_token)`, 'in', (query.idTokens as readonly string[]).map(tokenKey)),
    )
    .$if(query.state !== undefined, (q) => q.where('t.state', '=', query.state as 'open' | 'closed'))
    .$if(query.probablyOver !== undefined, (q) => q.where('t.over_since', query.probablyOver ? 'is not' : 'is', null))
    .$if(query.siteId !== undefined, (q) => q.where('t.site_id', '=', query.siteId as string))
    // In the words of the index `transaction_uncertain`.
    .$if(query.isUncertain === true || query.uncertainReason !== undefined, (q) =>
      q.where(sql<SqlBool>`t.uncertain::text <> '[]'`),
    )
    .$if(query.isUncertain === false, (q) => q.where(sql<SqlBool>`t.uncertain::text = '[]'`))
    .$if(query.uncertainReason !== undefined, (q) =>
      q.where(sql<SqlBool>`t.uncertain::jsonb @> ${JSON.stringify([{ reason: query.uncertainReason }])}::jsonb`),
    )
    .$if(query.from !== undefined, (q) => q.where('t.started_at', '>=', query.from as Date))
    .$if(query.to !== undefined, (q) => q.where('t.started_at', '<', query.to as Date))

const withStation = (db: Db, query: TransactionQuery) =>
  matching(db, query).leftJoin('station as s', 's.id', 't.station_id').selectAll('t').select('s.name as station_name')

export const listTransactions = (
  db: Db,
  query: TransactionQuery,
  after: { startedAt: Date; id: number } | null,
  limit: number,
) =>
  withStation(db, query)
    .$if(after !== null, (q) => q.where(sql<SqlBool>`(t.started_at, t.id) < (${after?.startedAt}, ${after?.id})`))
    .orderBy('t.started_at', 'desc')
    .orderBy('t.id', 'desc')
    .limit(limit + 1)
    .execute()

export type TransactionListRow = Awaited<ReturnType<typeof listTransactions>>[number]

export const shownTransaction = (db: Db, organisationId: string, id: number): Promise<TransactionListRow | undefined> =>
  withStation(db, { organisationId }).where('t.id', '=', id).executeTakeFirst()

/** Counts to `most` and no further: beyond, the exact number is worth less than the time it takes. */
export const countTransactions = (db: Db, query: TransactionQuery, most: number): Promise<number> =>
  countRows(db, matching(db, query).select('t.id').limit(most))

interface OfTransaction {
  readonly stationId: string
  readonly id: number
}

export const listTransactionEvents = (db: Db, of: OfTransaction, afterId: number | null, limit: number) =>
  db
    .selectFrom('transaction_event')
    .selectAll()
    .where('station_id', '=', of.stationId)
    .where('transaction_id', '=', of.id)
    .$if(afterId !== null, (q) => q.where('id', '>', afterId as number))
    .orderBy('id')
    .limit(limit + 1)
    .execute()

export async function countTransactionEvents(db: Db, of: OfTransaction): Promise<number> {
  const row = await db
    .selectFrom('transaction_event')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('station_id', '=', of.stationId)
    .where('transaction_id', '=', of.id)
    .executeTakeFirstOrThrow()
  return row.n
}
