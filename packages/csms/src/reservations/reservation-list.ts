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

/** An id token's few are read first: looked for among the latest, one that has none would be looked for among all. */
const source = (db: Db, { organisationId, idTokens }: ReservationQuery) =>
  idTokens === undefined
    ? db.selectFrom('reservation')
    : db.selectFrom(
        db
          .selectFrom('reservation')
          .selectAll()
          .where('organisation_id', '=', organisationId)
          .where(sql<string>`lower(id_token)`, 'in', idTokens.map(tokenKey))
          .offset(0)
          .as('reservation'),
      )

const matching = (db: Db, query: ReservationQuery) =>
  source(db, query)
    .where('organisation_id', '=', query.organisationId)
    .$if(query.stationId !== undefined, (q) => q.where('station_id', '=', query.stationId as string))
    .$if(query.state !== undefined, (q) => q.where('state', '=', query.state as ReservationState))

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
