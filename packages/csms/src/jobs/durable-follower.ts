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
export const followDurably = (db: Kysely<Tables>, follower: DurableFollower, now: () => Date): Loop => ({
  name: `follower ${follower.name}`,
  everyMs,
  scope: 'house',
  atOnce: true,
  work: () => catchUp(db, follower, now()),
})

export async function catchUp(db: Kysely<Tables>, follower: DurableFollower, now: Date): Promise<void> {
  while ((await takePage(db, follower, now)) === pageSize);
}

/** Returns how many events it was. */
async function takePage(db: Kysely<Tables>, { name, handle }: DurableFollower, now: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const position = await positionOf(trx, name, now)
    const page = await eventsAfter(trx, position, { most: pageSize, now })
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
async function positionOf(db: Transaction<Tables>, name: string, now: Date): Promise<Position> {
  const found = () =>
    db
      .selectFrom('event_cursor')
      .select(['stations', 'people', 'at'])
      .where('follower', '=', name)
      .forUpdate()
      .executeTakeFirst()
  const row = await found()
  if (row) return row
  const newest = await newestPosition(db, now)
  await db
    .insertInto('event_cursor')
    .values({ follower: name, ...newest })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await found()) ?? newest
}

const move = (db: Transaction<Tables>, name: string, { stations, people, at }: Position): Promise<unknown> =>
  sql`update event_cursor set stations = ${stations}, people = ${people}, at = ${at}, moved_at = clock_timestamp()
    where follower = ${name}`.execute(db)
