/** Id tokens as operators keep them. Whether one may charge is decided in `authorize.ts`. */
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql, type Updateable } from 'kysely'
import { countRows, type Total } from '../db/count-rows.ts'
import type { IdTokenTable, Tables } from '../db/schema.ts'
import { type Found, lookThrough, search } from '../db/search.ts'
import { tokenKey } from './token-key.ts'

type Db = Kysely<Tables>
export type IdTokenRow = Selectable<IdTokenTable>
/** Members that are undefined stay as they are. */
export type IdTokenEdit = {
  [K in 'token' | 'type' | 'status' | 'expires_at' | 'group_token' | 'allow_concurrent' | 'language' | 'note']?:
    | IdTokenRow[K]
    | undefined
}

const withKey = (db: Db, organisationId: string, token: string) =>
  db
    .selectFrom('id_token')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('token_key', '=', tokenKey(token))

export const idTokenOf = (db: Db, organisationId: string, token: string): Promise<IdTokenRow | undefined> =>
  withKey(db, organisationId, token).executeTakeFirst()

export const idTokenForUpdate = (db: Db, organisationId: string, token: string): Promise<IdTokenRow | undefined> =>
  withKey(db, organisationId, token).forUpdate().executeTakeFirst()

export async function insertIdToken(
  db: Db,
  of: { organisationId: string; token: string; at: Date },
  edit: Omit<IdTokenEdit, 'token'>,
): Promise<void> {
  await db
    .insertInto('id_token')
    .values({
      ...given(edit),
      organisation_id: of.organisationId,
      token_key: tokenKey(of.token),
      token: of.token,
      created_at: of.at,
      updated_at: of.at,
    })
    .execute()
}

export async function updateIdToken(db: Db, current: IdTokenRow, edit: IdTokenEdit, at: Date): Promise<void> {
  const renamed = edit.token === undefined ? {} : { token_key: tokenKey(edit.token) }
  await db
    .updateTable('id_token')
    .set({ ...given(edit), ...renamed, updated_at: at, revision: current.revision + 1 })
    .where('organisation_id', '=', current.organisation_id)
    .where('token_key', '=', current.token_key)
    .execute()
}

const given = (edit: IdTokenEdit): Updateable<IdTokenTable> =>
  Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))

export async function deleteIdToken(db: Db, current: IdTokenRow): Promise<void> {
  await db
    .deleteFrom('id_token')
    .where('organisation_id', '=', current.organisation_id)
    .where('token_key', '=', current.token_key)
    .execute()
}

export interface IdTokenQuery {
  readonly organisationId: string
  readonly now: Date
  readonly status?: string | undefined
  readonly group?: string | undefined
  /** For `ilike`. */
  readonly pattern?: string | undefined
}

/** Of a group, an index gives them; of all, their key. */
const inOrder = ({ organisationId, group }: IdTokenQuery) =>
  sql`select * from id_token where organisation_id = ${organisationId}
    ${group === undefined ? sql`` : sql`and lower(group_token) = lower(${group})`}`

/** null: all of them are wanted. */
function sift({ status, pattern, now }: IdTokenQuery): RawBuilder<SqlBool> | null {
  const isLate = sql<SqlBool>`coalesce(expires_at <= ${now}::timestamptz, false)`
  const conditions = [
    ...(status === undefined
      ? []
      : [sql<SqlBool>`case when status = 'accepted' and ${isLate} then 'expired' else status end = ${status}`]),
    ...(pattern === undefined
      ? []
      : [sql<SqlBool>`(token ilike ${pattern} or group_token ilike ${pattern} or note ilike ${pattern})`]),
  ]
  return conditions.length === 0 ? null : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

/** Of those that are sifted; they are short. */
const rowsAtATime = 2_000

/** By key. */
export function listIdTokens(
  db: Db,
  query: IdTokenQuery,
  { after, most }: { after: string | null; most: number },
): Promise<Found<IdTokenRow, string>> {
  const sifted = sift(query)
  return search<IdTokenRow, string>({
    from: after ?? '',
    most,
    look: async (from, left) => {
      const { found, last } = await lookThrough<IdTokenRow>(db, {
        looked: sql`${inOrder(query)} and token_key > ${from}`,
        atATime: sifted ? rowsAtATime : left,
        order: ['token_key'],
        direction: 'asc',
        sift: sifted ?? sql`true`,
        most: left,
      })
      return { found, next: last && (last[0] as string) }
    },
  })
}

/** null: what is sifted is not counted. */
export async function countIdTokens(db: Db, query: IdTokenQuery): Promise<Total | null> {
  return sift(query) ? null : countRows(db, inOrder(query))
}
