/** Transactions beyond what live state holds. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables, WholeTransactionTable } from '../db/schema.ts'
import { liveTransaction } from '../stations/live-transactions.ts'
import { transactionOf } from './rows.ts'
import type { Transaction } from './transaction.ts'

/** The newest one the station called so; `before`: of those that began by then. */
export async function transactionByWireId(
  db: Kysely<Tables>,
  stationId: string,
  wireId: string,
  before?: Date,
): Promise<Transaction | null> {
  const row = await db
    .selectFrom('whole_transaction')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('wire_id', '=', wireId)
    .$if(before !== undefined, (query) => query.where('started_at', '<=', before as Date))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? transactionOf(row) : null
}

export async function openTransactionIds(db: Kysely<Tables>, stationId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('transaction')
    .select('id')
    .where('station_id', '=', stationId)
    .where('state', '=', 'open')
    .execute()
  return rows.map(({ id }) => id)
}

/** Those whose start, or end, the station stamped so. */
export async function transactionsStamped(
  db: Kysely<Tables>,
  { organisationId, id }: { organisationId: string; id: string },
  end: 'start' | 'stop',
  sent: Date,
): Promise<Transaction[]> {
  const { rows } = await (end === 'start'
    ? sql<Selectable<WholeTransactionTable>>`
        select * from whole_transaction where station_id = ${id} and started_at = ${sent}::timestamptz and started_at_sent is null
        union all
        select * from whole_transaction where station_id = ${id} and started_at_sent = ${sent}::timestamptz`
    : sql<Selectable<WholeTransactionTable>>`
        select * from whole_transaction where organisation_id = ${organisationId} and stopped_at = ${sent}::timestamptz
          and station_id = ${id} and stopped_at_sent is null
        union all
        select * from whole_transaction where station_id = ${id} and stopped_at_sent = ${sent}::timestamptz`
  ).execute(db)
  return rows.map((row) => transactionOf(row))
}

/** As known now: live state first, which is newer than what is committed. */
export async function transactionById(ctx: Context, id: number): Promise<Transaction | null> {
  const row = await ctx.db.selectFrom('whole_transaction').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const station = await ctx.stations.load(row.station_id)
  return (station && liveTransaction(station, row.wire_id, id)) ?? transactionOf(row)
}

/** Was this very event recorded? Asked only when its sequence number was seen before. */
export async function isEventRecorded(
  db: Kysely<Tables>,
  of: { stationId: string; transactionId: number; type: string; seqNo: number; at: Date },
): Promise<boolean> {
  const row = await db
    .selectFrom('transaction_event')
    .select('id')
    .where('station_id', '=', of.stationId)
    .where('transaction_id', '=', of.transactionId)
    .where('seq_no', '=', of.seqNo)
    .where('type', '=', of.type)
    .where('at', '=', of.at)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
