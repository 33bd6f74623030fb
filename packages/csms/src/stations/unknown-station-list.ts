import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'

export async function listUnknownStations(
  db: Kysely<Tables>,
  organisationId: string,
  after: { lastSeenAt: Date; id: string } | null,
  limit: number,
) {
  return db
    .selectFrom('unknown_station')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .$if(after !== null, (query) =>
      query.where(sql<SqlBool>`(last_seen_at, id) < (${after?.lastSeenAt}, ${after?.id})`),
    )
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export async function countUnknownStations(db: Kysely<Tables>, organisationId: string): Promise<number> {
  const row = await db
    .selectFrom('unknown_station')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('organisation_id', '=', organisationId)
    .executeTakeFirstOrThrow()
  return row.n
}

export const unknownStationOf = (db: Kysely<Tables>, organisationId: string, id: string) =>
  db
    .selectFrom('unknown_station')
    .selectAll()
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst()

/** It is known from now on, to whomever. */
export async function removeFromInbox(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom('unknown_station').where('id', '=', id).execute()
}

/** false: it is not in there. */
export async function removeFromOwnInbox(db: Kysely<Tables>, organisationId: string, id: string): Promise<boolean> {
  const removed = await db
    .deleteFrom('unknown_station')
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .returning('id')
    .executeTakeFirst()
  return removed !== undefined
}
