/** What was asked of a station and takes a while, as it is shown. */
import { type Kysely, type SqlBool, sql } from 'kysely'
import { countRows, type Total } from '../db/count-rows.ts'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

export interface AskedStation {
  readonly organisationId: string
  readonly stationId: string
}

const operationsOf = (db: Db, { organisationId, stationId }: AskedStation) =>
  db.selectFrom('operation').where('station_id', '=', stationId).where('organisation_id', '=', organisationId)

export const listOperations = (
  db: Db,
  of: AskedStation,
  before: { requestedAt: Date; id: number } | null,
  limit: number,
) =>
  operationsOf(db, of)
    .selectAll()
    .$if(before !== null, (q) => q.where(sql<SqlBool>`(requested_at, id) < (${before?.requestedAt}, ${before?.id})`))
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()

export const countOperations = (db: Db, of: AskedStation): Promise<Total> =>
  countRows(db, operationsOf(db, of).select('id'))
