import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { ApiTokenRow } from './api-token.ts'

type Db = Kysely<Tables>

const own = (db: Db, organisationId: string) =>
  db.selectFrom('api_token').selectAll().where('organisation_id', '=', organisationId)

/** The latest first. */
export const listApiTokens = (db: Db, organisationId: string): Promise<ApiTokenRow[]> =>
  own(db, organisationId).orderBy('id', 'desc').execute()

export const apiTokenForUpdate = (db: Db, organisationId: string, id: number): Promise<ApiTokenRow | undefined> =>
  own(db, organisationId).where('id', '=', id).forUpdate().executeTakeFirst()

export async function apiTokenExists(db: Db, organisationId: string, name: string): Promise<boolean> {
  return (await own(db, organisationId).where('name', '=', name).executeTakeFirst()) !== undefined
}

export const updateApiToken = (
  db: Db,
  id: number,
  { name, expiresAt }: { name: string; expiresAt: Date | null },
): Promise<ApiTokenRow> =>
  db
    .updateTable('api_token')
    .set({ name, expires_at: expiresAt })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

export async function deleteApiToken(db: Db, id: number): Promise<void> {
  await db.deleteFrom('api_token').where('id', '=', id).execute()
}
