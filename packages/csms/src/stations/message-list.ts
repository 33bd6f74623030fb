/** The message log of a station, as it is shown. */
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { bucketOf } from '../db/bucket.ts'
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

/** Where a row stands in the log of its station: by when it was received, or sent. */
export interface MessagePlace {
  readonly at: Date
  readonly id: number
}

/** An id may have belonged to somebody else before. */
const logOf = (db: Db, { organisationId, stationId }: LoggedStation) =>
  db
    .selectFrom('message')
    .where('bucket', '=', bucketOf(stationId))
    .where('station_id', '=', stationId)
    .where('organisation_id', '=', organisationId)

const matching = (db: Db, query: MessageQuery) =>
  logOf(db, query)
    .$if(query.action !== undefined, (q) => q.where('action', '=', query.action as string))
    .$if(query.direction !== undefined, (q) => q.where('direction', '=', query.direction as 'in' | 'out'))
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

export const listMessages = (db: Db, query: MessageQuery, before: MessagePlace | null, limit: number) =>
  matching(db, query)
    .selectAll()
    .$if(before !== null, (q) =>
      q
        .where('at', '<=', before?.at as Date)
        .where(sql<SqlBool>`(at, id) < (${before?.at}::timestamptz, ${before?.id}::bigint)`),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()

export const countMessages = (db: Db, query: MessageQuery, most: number): Promise<number> =>
  countRows(db, matching(db, query).select('id').limit(most))

/** Where the log of the station ends now; null: it is empty. */
export async function latestMessage(db: Db, of: LoggedStation): Promise<MessagePlace | null> {
  const row = await logOf(db, of)
    .select(['at', 'id'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** A call of ours is logged when it is answered, at the time it was sent. */
const longestExchangeMs = 15 * 60_000

/** Rows in the order they were committed: one writer draws the ids. */
export const messagesAfter = (db: Db, of: LoggedStation, after: MessagePlace | null, limit: number) =>
  logOf(db, of)
    .selectAll()
    .$if(after !== null, (q) =>
      q
        .where('id', '>', (after as MessagePlace).id)
        .where('at', '>=', new Date((after as MessagePlace).at.getTime() - longestExchangeMs)),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
