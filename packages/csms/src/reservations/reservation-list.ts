import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { tokenKey } from '../authorization/token-key.ts'
import { countRows, type Total } from '../db/count-rows.ts'
import type { ReservationTable, Tables } from '../db/schema.ts'
import type { ReservationState } from './reservation.ts'

type Db = Kysely<Tables>
export type ReservationRow = Selectable<ReservationTable>

export interface ReservationQuery {
  readonly organisationId: string
  readonly stationId?: string | undefined
  readonly state?: string | undefined
  /** Any of them: one may be a card's number and a key code. */
  readonly idTokens?: readonly string[] | undefined
}

const matching = (db: Db, query: ReservationQuery) =>
  db
    .selectFrom('reservation')
    .where('organisation_id', '=', query.organisationId)
    .$if(query.stationId !== undefined, (q) => q.where('station_id', '=', query.stationId as string))
    .$if(query.state !== undefined, (q) => q.where('state', '=', query.state as ReservationState))
    .$if(query.idTokens !== undefined, (q) =>
      q.where(sql<string>`lower(id_token)`, 'in', (query.idTokens as readonly string[]).map(tokenKey)),
    )

export const listReservations = (
  db: Db,
  query: ReservationQuery,
  after: { createdAt: Date; id: number } | null,
  limit: number,
) =>
  matching(db, query)
    .selectAll()
    .$if(after !== null, (q) => q.where(sql<SqlBool>`(created_at, id) < (${after?.createdAt}, ${after?.id})`))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()

export const countReservations = (db: Db, query: ReservationQuery): Promise<Total> =>
  countRows(db, matching(db, query).select('id'))

export const shownReservation = (db: Db, organisationId: string, id: number) =>
  matching(db, { organisationId })
    .selectAll()
    .where('id', '=', id)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
