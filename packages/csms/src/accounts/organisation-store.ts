import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'

/** Those that there are, in the order they are asked for. */
export async function organisationsNamed(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  const rows = await db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return ids.flatMap((id) => rows.filter((row) => row.id === id))
}
