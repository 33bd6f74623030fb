/** The message log of a station, as it is shown. */
import type { Kysely, Selectable } from 'kysely'
import { countRows } from '../db/count-rows.ts'
import type { MessageTable, Tables } from '../db/schema.ts'

type Db = Kysely<Tables>
export type MessageRow = Selectable<MessageTable>

export interface LoggedStation {
  readonly organisationId: string
  readonly stationId: string
}

export interface MessageQuery extends LoggedStation {
  readonly action?: string | undefined
  readonly direction?: 'in' | 'out' | undefined
  readonly outcome?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /** For `ilike`. */
  readonly pattern?: string | undefined
}

/** An id may have belonged to somebody else before. */
const logOf = (db: Db, { organisationId, stationId }: LoggedStation) =>
  db.selectFrom('message').where('station_id', '=', stationId).where('organisation_id', '=', organisationId)

const matching = (db: Db, query: MessageQuery) =>
  logOf(db, query)
    .$if(query.action !== undefined, (q) => q.where('action', '=', query.action as string))
    .$if(query.direction !== undefined, (q) => q.where('direction', '=', query.direction as string))
    .$if(query.outcome !== undefined, (q) => q.where('outcome', '=', query.outcome as string))
    .$if(query.from !== undefined, (q) => q.where('at', '>=', query.from as Date))
    .$if(query.to !== undefined, (q) => q.where('at', '<', query.to as Date))
    .$if(query.pattern !== undefined, (q) =>
      q.where((eb) =>
        eb.or([
          eb('request', 'ilike', query.pattern as string),
          eb('response', 'ilike', query.pattern as string),
          eb('problem', 'ilike', query.pattern as string),
        ]),
      ),
    )

export const listMessages = (db: Db, query: MessageQuery, beforeId: number | null, limit: number) =>
  matching(db, query)
    .selectAll()
    .$if(beforeId !== null, (q) => q.where('id', '<', beforeId as number))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()

export const countMessages = (db: Db, query: MessageQuery, most: number): Promise<number> =>
  countRows(db, matching(db, query).select('id').limit(most))

/** Where the log of the station ends now; 0: it is empty. */
export async function latestMessageId(db: Db, of: LoggedStation): Promise<number> {
  const row = await logOf(db, of).select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}

/** Rows in the order they were committed: one writer draws the ids. */
export const messagesAfter = (db: Db, of: LoggedStation, afterId: number, limit: number) =>
  logOf(db, of).selectAll().where('id', '>', afterId).orderBy('id').limit(limit).execute()
