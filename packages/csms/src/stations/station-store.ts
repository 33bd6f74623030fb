/** What operators decide of a station. What the station tells is written by the group commit, into other tables. */
import type { Version } from '@busbar/ocpp/versions'
import type { Kysely, Selectable, Updateable } from 'kysely'
import type { StationTable, Tables } from '../db/schema.ts'
import type { Admission } from './live-station.ts'

type Db = Kysely<Tables>
export type StationRow = Selectable<StationTable>

/** Locks the row until the end of the transaction, so that two edits do not count as one. */
export async function stationForUpdate(db: Db, id: string): Promise<StationRow | undefined> {
  return db.selectFrom('station').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function stationOf(db: Db, organisationId: string, id: string): Promise<StationRow | undefined> {
  return db
    .selectFrom('station')
    .selectAll()
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst()
}

/** Of OCPP, as it spoke it when it was here; null: it has not been. */
export async function lastVersionOf(db: Db, stationId: string): Promise<Version | null> {
  const row = await db
    .selectFrom('station_state')
    .select('version')
    .where('station_id', '=', stationId)
    .executeTakeFirst()
  return row?.version ?? null
}

/** Members that are undefined stay as they are. */
export interface StationEdit {
  siteId?: string | undefined
  name?: string | null | undefined
  admission?: Admission | undefined
  passwordHash?: string | null | undefined
  tolerances?: readonly string[] | undefined
  bootCalls?: boolean | undefined
  messageRateLimit?: number | null | undefined
  assumeVersion?: Version | null | undefined
  note?: string | null | undefined
}

export async function insertStation(
  db: Db,
  of: { id: string; organisationId: string; siteId: string; at: Date },
  edit: StationEdit,
): Promise<void> {
  await db
    .insertInto('station')
    .values({
      id: of.id,
      organisation_id: of.organisationId,
      site_id: of.siteId,
      name: edit.name ?? null,
      admission: edit.admission ?? 'accepted',
      password_hash: edit.passwordHash ?? null,
      tolerances: JSON.stringify(edit.tolerances ?? []),
      boot_calls: edit.bootCalls ?? false,
      message_rate_limit: edit.messageRateLimit ?? null,
      assume_version: edit.assumeVersion ?? null,
      note: edit.note ?? null,
      created_at: of.at,
      updated_at: of.at,
    })
    .execute()
}

export async function updateStation(db: Db, current: StationRow, edit: StationEdit, at: Date): Promise<void> {
  const set: Updateable<StationTable> = { updated_at: at, revision: current.revision + 1 }
  if (edit.siteId !== undefined) set.site_id = edit.siteId
  if (edit.name !== undefined) set.name = edit.name
  if (edit.admission !== undefined) set.admission = edit.admission
  if (edit.passwordHash !== undefined) set.password_hash = edit.passwordHash
  if (edit.tolerances !== undefined) set.tolerances = JSON.stringify(edit.tolerances)
  if (edit.bootCalls !== undefined) set.boot_calls = edit.bootCalls
  if (edit.messageRateLimit !== undefined) set.message_rate_limit = edit.messageRateLimit
  if (edit.assumeVersion !== undefined) set.assume_version = edit.assumeVersion
  if (edit.note !== undefined) set.note = edit.note
  await db.updateTable('station').set(set).where('id', '=', current.id).execute()
  // What was refused before says nothing of what is now tolerated.
  if (edit.tolerances !== undefined && edit.tolerances.join() !== current.tolerances.join())
    await db.updateTable('station_state').set({ refusals: null }).where('station_id', '=', current.id).execute()
}

/** Its state, EVSEs, connectors and variables go with it; transactions and the message log stay. */
export async function deleteStation(db: Db, id: string): Promise<void> {
  await db.deleteFrom('station').where('id', '=', id).execute()
}
