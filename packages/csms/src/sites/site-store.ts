import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { SiteTable, Tables } from '../db/schema.ts'

type Db = Kysely<Tables>
export type SiteRow = Selectable<SiteTable>
/** The members an operator sets; undefined ones stay as they are. */
export type SiteEdit = {
  [K in Exclude<keyof SiteRow, 'id' | 'organisation_id' | 'created_at' | 'updated_at' | 'revision'>]?:
    | SiteRow[K]
    | undefined
}

export async function siteForUpdate(db: Db, id: string): Promise<SiteRow | undefined> {
  return db.selectFrom('site').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function siteExists(db: Db, organisationId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('site')
    .select('id')
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst()
  return row !== undefined
}

/** Where a station goes that nobody gave a site: the one we came with, or the organisation's first one. */
export async function defaultSite(db: Db, organisationId: string): Promise<SiteRow> {
  return db
    .selectFrom('site')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy(sql`id = 'default'`, 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow()
}

export async function countSites(db: Db, organisationId: string): Promise<number> {
  const row = await db
    .selectFrom('site')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('organisation_id', '=', organisationId)
    .executeTakeFirstOrThrow()
  return row.n
}

export async function insertSite(
  db: Db,
  row: SiteEdit & { id: string; organisation_id: string; name: string; time_zone: string; currency: string },
  at: Date,
): Promise<void> {
  await db
    .insertInto('site')
    .values({ ...row, created_at: at, updated_at: at })
    .execute()
}

export async function updateSite(db: Db, current: SiteRow, edit: SiteEdit, at: Date): Promise<void> {
  const set: Updateable<SiteTable> = { updated_at: at, revision: current.revision + 1 }
  for (const [column, value] of Object.entries(edit)) if (value !== undefined) Object.assign(set, { [column]: value })
  await db.updateTable('site').set(set).where('id', '=', current.id).execute()
}

export async function deleteSite(db: Db, id: string): Promise<void> {
  await db.deleteFrom('site').where('id', '=', id).execute()
}

export async function siteHasStations(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('station').select('id').where('site_id', '=', id).limit(1).executeTakeFirst()
  return row !== undefined
}
