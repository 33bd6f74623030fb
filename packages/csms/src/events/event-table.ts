/** The `event` table, read in the order of commits. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { EventKind } from '../db/writes.ts'
import type { FeedEvent } from './feed.ts'

export interface Position {
  readonly tx: bigint
  readonly id: bigint
}

export interface StoredEvent {
  readonly event: FeedEvent
  readonly position: Position
}

export async function newestPosition(db: Kysely<Tables>): Promise<Position> {
  const { rows } = await sql<{ tx: string; id: string }>`
    select tx::text as tx, id::text as id from event where tx < pg_snapshot_xmin(pg_current_snapshot())
    order by event.tx desc, event.id desc limit 1`.execute(db)
  const [row] = rows
  return row ? { tx: BigInt(row.tx), id: BigInt(row.id) } : { tx: 0n, id: 0n }
}

/** How many events came after this one, counted up to `most` and one more; null: there is no such event. */
export async function countAfter(db: Kysely<Tables>, { tx, id }: Position, most: number): Promise<number | null> {
  const { rows } = await sql<{ known: boolean; later: number }>`
    select exists (select 1 from event where tx = ${String(tx)}::xid8 and id = ${String(id)}::bigint) as known,
      (select count(*) from (select 1 from event where (tx, id) > (${String(tx)}::xid8, ${String(id)}::bigint)
        limit ${most + 1}) as later)::int as later`.execute(db)
  const [row] = rows
  return row?.known ? row.later : null
}

/**
 * Ordered by the transaction that wrote, because ids are drawn before they are committed: an older id may appear later.
 * Transactions that may still be running, and all younger ones, wait for the next turn.
 */
export async function eventsAfter(
  db: Kysely<Tables>,
  after: Position,
  { upTo, most }: { upTo?: Position; most: number },
): Promise<StoredEvent[]> {
  const { rows } = await sql<EventRow>`
    select tx::text as tx, id::text as id, organisation_id, at, kind, station_id, subject, data from event
    where (tx, id) > (${String(after.tx)}::xid8, ${String(after.id)}::bigint)
      and tx < pg_snapshot_xmin(pg_current_snapshot())
      ${upTo ? sql`and (tx, id) <= (${String(upTo.tx)}::xid8, ${String(upTo.id)}::bigint)` : sql``}
    order by event.tx, event.id limit ${most}`.execute(db)
  return rows.map((row) => ({ event: eventOf(row), position: { tx: BigInt(row.tx), id: BigInt(row.id) } }))
}

interface EventRow {
  tx: string
  id: string
  organisation_id: string
  at: Date
  kind: string
  station_id: string | null
  subject: string | null
  data: object
}

const eventOf = (row: EventRow): FeedEvent => ({
  id: `${row.tx}-${row.id}`,
  kind: row.kind as EventKind,
  organisationId: row.organisation_id,
  stationId: row.station_id,
  subject: row.subject,
  at: row.at,
  data: row.data,
})

/** Of an event's id. */
export function positionOf(id: string): Position | null {
  const [, tx, number] = /^(\d{1,20})-(\d{1,19})$/.exec(id) ?? []
  return tx && number ? { tx: BigInt(tx), id: BigInt(number) } : null
}

export const isAfter = (a: Position, b: Position): boolean => a.tx > b.tx || (a.tx === b.tx && a.id > b.id)
