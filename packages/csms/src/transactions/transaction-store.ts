/** Transactions beyond what live state holds. */
import { type Kysely, sql } from 'kysely'
import { tokenKey } from '../authorization/token-key.ts'
import type { Context } from '../context.ts'
import type { Tables } from '../db/schema.ts'
import { transactionOf } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface OpenTransaction {
  readonly id: number
  readonly stationId: string
  readonly wireId: string
  readonly startedAt: Date
}

/** Those the id token was accepted for: a transaction that was refused uses nothing. */
export const openTransactionsOf = (
  db: Kysely<Tables>,
  organisationId: string,
  idToken: string,
): Promise<OpenTransaction[]> =>
  db
    .selectFrom('transaction')
    .select(['id', 'station_id as stationId', 'wire_id as wireId', 'started_at as startedAt'])
    .where('organisation_id', '=', organisationId)
    .where(sql`lower(id_token)`, '=', tokenKey(idToken))
    .where('state', '=', 'open')
    .where('authorization_status', '=', 'Accepted')
    .execute()

/** The newest one the station called so. */
export async function transactionByWireId(
  db: Kysely<Tables>,
  stationId: string,
  wireId: string,
): Promise<Transaction | null> {
  const row = await db
    .selectFrom('transaction')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('wire_id', '=', wireId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? transactionOf(row) : null
}

/** As known now: live state first, which is newer than what is committed. */
export async function transactionById(ctx: Context, id: number): Promise<Transaction | null> {
  const row = await ctx.db.selectFrom('transaction').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const station = await ctx.stations.load(row.station_id)
  const live = station?.transactions.get(row.wire_id)
  return live?.id === id ? live : transactionOf(row)
}

/** Was this very event recorded? Asked only when its sequence number was seen before. */
export async function isEventRecorded(
  db: Kysely<Tables>,
  of: { transactionId: number; type: string; seqNo: number; at: Date },
): Promise<boolean> {
  const row = await db
    .selectFrom('transaction_event')
    .select('id')
    .where('transaction_id', '=', of.transactionId)
    .where('seq_no', '=', of.seqNo)
    .where('type', '=', of.type)
    .where('at', '=', of.at)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
