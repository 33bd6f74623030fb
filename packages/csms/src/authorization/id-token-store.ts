/** Id tokens as operators keep them. Whether one may charge is decided in `authorize.ts`. */
import { type Kysely, type Selectable, type SqlBool, sql, type Updateable } from 'kysely'
import type { IdTokenTable, Tables } from '../db/schema.ts'
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

function matching(db: Db, query: IdTokenQuery) {
  return db
    .selectFrom('id_token')
    .where('organisation_id', '=', query.organisationId)
    .$if(query.status === 'accepted', (q) =>
      q
        .where('status', '=', 'accepted')
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', query.now)])),
    )
    .$if(query.status === 'expired', (q) =>
      q.where((eb) =>
        eb.or([
          eb('status', '=', 'expired'),
          eb.and([eb('status', '=', 'accepted'), eb('expires_at', '<=', query.now)]),
        ]),
      ),
    )
    .$if(query.status === 'blocked' || query.status === 'invalid', (q) =>
      q.where('status', '=', query.status as string),
    )
    .$if(query.group !== undefined, (q) => q.where(sql<SqlBool>`lower(group_token) = lower(${query.group as string})`))
    .$if(query.pattern !== undefined, (q) =>
      q.where((eb) =>
        eb.or((['token', 'group_token', 'note'] as const).map((c) => eb(c, 'ilike', query.pattern as string))),
      ),
    )
}

export const listIdTokens = (db: Db, query: IdTokenQuery, afterKey: string | null, limit: number) =>
  matching(db, query)
    .selectAll()
    .$if(afterKey !== null, (q) => q.where('token_key', '>', afterKey as string))
    .orderBy('token_key')
    .limit(limit + 1)
    .execute()

export async function countIdTokens(db: Db, query: IdTokenQuery): Promise<number> {
  const row = await matching(db, query).select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()
  return row.n
}
