/** Security events of a station, as they are shown. */
import type { Kysely } from 'kysely'
import { countRows, type Total } from '../db/count-rows.ts'
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

export const countSecurityEvents = (db: Db, of: WatchedStation): Promise<Total> =>
  countRows(db, eventsOf(db, of).select('id'))
