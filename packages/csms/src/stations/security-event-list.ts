/** Security events of a station, as they are shown. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

export interface WatchedStation {
  readonly organisationId: string
  readonly stationId: string
}

const eventsOf = (db: Db, { organisationId, stationId }: WatchedStation) =>
  db.selectFrom('security_event').where('station_id', '=', stationId).where('organisation_id', '=', organisationId)

export const listSecurityEvents = (db: Db, of: WatchedStation, beforeId: number | null, limit: number) =>
  eventsOf(db, of)
    .selectAll()
    .$if(beforeId !== null, (q) => q.where('id', '<', beforeId as number))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()

export async function countSecurityEvents(db: Db, of: WatchedStation): Promise<number> {
  const row = await eventsOf(db, of).select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()
  return row.n
}
