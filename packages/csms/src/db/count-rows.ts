/** How many rows a query gives; with a limit, so many at most. */
import { type Expression, type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

export async function countRows(db: Kysely<Tables>, query: Expression<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (${query}) as counted`.execute(db)
  return rows[0]?.n ?? 0
}
