import type { Kysely, Selectable } from 'kysely'
import { countRows, type Total } from '../db/count-rows.ts'
import type { ChargingProfileTable, Tables } from '../db/schema.ts'

type Db = Kysely<Tables>
export type ChargingProfileRow = Selectable<ChargingProfileTable>

export async function chargingProfileOf(
  db: Db,
  organisationId: string,
  id: number,
): Promise<ChargingProfileRow | undefined> {
  return db
    .selectFrom('charging_profile')
    .selectAll()
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst()
}

export async function chargingProfileForUpdate(db: Db, id: number): Promise<ChargingProfileRow | undefined> {
  return db.selectFrom('charging_profile').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** False when the id is taken. */
export async function insertChargingProfile(
  db: Db,
  row: { id: number; organisationId: string; name: string; profile: object; at: Date },
): Promise<boolean> {
  const inserted = await db
    .insertInto('charging_profile')
    .values({
      id: row.id,
      organisation_id: row.organisationId,
      name: row.name,
      profile: JSON.stringify(row.profile),
      created_at: row.at,
      updated_at: row.at,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function updateChargingProfile(
  db: Db,
  current: ChargingProfileRow,
  edit: { name?: string | undefined; profile?: object | undefined },
  at: Date,
): Promise<void> {
  await db
    .updateTable('charging_profile')
    .set({
      updated_at: at,
      revision: current.revision + 1,
      name: edit.name ?? current.name,
      ...(edit.profile && { profile: JSON.stringify(edit.profile) }),
    })
    .where('id', '=', current.id)
    .execute()
}

export async function deleteChargingProfile(db: Db, id: number): Promise<void> {
  await db.deleteFrom('charging_profile').where('id', '=', id).execute()
}

export interface ChargingProfileQuery {
  readonly organisationId: string
  readonly name?: string | undefined
  /** For `ilike`. */
  readonly pattern?: string | undefined
}

const matching = (db: Db, query: ChargingProfileQuery) =>
  db
    .selectFrom('charging_profile')
    .where('organisation_id', '=', query.organisationId)
    .$if(query.name !== undefined, (q) => q.where('name', '=', query.name as string))
    .$if(query.pattern !== undefined, (q) => q.where('name', 'ilike', query.pattern as string))

export const listChargingProfiles = (
  db: Db,
  query: ChargingProfileQuery,
  afterId: number | null,
  limit: number,
): Promise<ChargingProfileRow[]> =>
  matching(db, query)
    .selectAll()
    .$if(afterId !== null, (q) => q.where('id', '>', afterId as number))
    .orderBy('id')
    .limit(limit + 1)
    .execute()

export const countChargingProfiles = (db: Db, query: ChargingProfileQuery): Promise<Total> =>
  countRows(db, matching(db, query).select('id'))
