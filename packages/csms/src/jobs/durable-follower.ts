/**
 * Follows the events across restarts: what was told and not finished before a kill -9 is told again, nothing is left out. A follower's
 * own effect in the database is committed together with how far it came, and so is done once; what it does elsewhere may be done twice.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from '../db/schema.ts'
import { eventsAfter, newestPosition, type Position, type StoredEvent } from '../events/event-table.ts'
import type { FeedEvent } from '../events/feed.ts'
import type { Loop } from './loops.ts'

export interface DurableFollower {
  readonly name: string
  /** Gets what it does to the database from `db`. One that throws gets the same events again at the next turn. */
  handle(events: readonly FeedEvent[], db: Transaction<Tables>): Promise<void>
}

const pageSize = 200
const everyMs = 1_000

/** On one node for all of them. A follower that is new begins with what happens from then on. */
export const followDurably = (db: Kysely<Tables>, follower: DurableFollower): Loop => ({
  name: `follower ${follower.name}`,
  everyMs,
  scope: 'house',
  atOnce: true,
  work: () => catchUp(db, follower),
})

export async function catchUp(db: Kysely<Tables>, follower: DurableFollower): Promise<void> {
  while ((await takePage(db, follower)) === pageSize);
}

/** Returns how many events it was. */
async function takePage(db: Kysely<Tables>, { name, handle }: DurableFollower): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const position = await positionOf(trx, name)
    const page = await eventsAfter(trx, position, { most: pageSize })
    const last = page.at(-1)
    if (!last) return 0
    await handle(
      page.map(({ event }: StoredEvent) => event),
      trx,
    )
    await move(trx, name, last.position)
    return page.length
  })
}

/** The row is locked: should another node believe to be the one, it waits here, and then goes on behind this one. */
async function positionOf(db: Transaction<Tables>, name: string): Promise<Position> {
  const found = () =>
    db.selectFrom('event_cursor').select(['tx', 'id']).where('follower', '=', name).forUpdate().executeTakeFirst()
  const row = await found()
  if (row) return { tx: BigInt(row.tx), id: BigInt(row.id) }
  const { tx, id } = await newestPosition(db)
  await sql`insert into event_cursor (follower, tx, id) values (${name}, ${String(tx)}::xid8, ${String(id)}::bigint)
    on conflict do nothing`.execute(db)
  const made = await found()
  return made ? { tx: BigInt(made.tx), id: BigInt(made.id) } : { tx, id }
}

async function move(db: Transaction<Tables>, name: string, { tx, id }: Position): Promise<void> {
  await sql`update event_cursor set tx = ${String(tx)}::xid8, id = ${String(id)}::bigint, moved_at = clock_timestamp()
    where follower = ${name}`.execute(db)
}
