/** How many rows a query gives, as far as it is worth counting: beyond, the exact number is worth less than the time it takes. */
import { type Expression, type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

export interface Total {
  readonly total: number
  readonly totalIs: 'exact' | 'atLeast'
}

/** Counted this far and no further. */
export const countedRows = 1_000

/** Of a query without a limit. */
export async function countRows(db: Kysely<Tables>, query: Expression<unknown>): Promise<Total> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from (${query}) as row limit ${countedRows + 1}) as counted`.execute(db)
  const counted = rows[0]?.n ?? 0
  return counted > countedRows ? { total: countedRows, totalIs: 'atLeast' } : { total: counted, totalIs: 'exact' }
}

/** Of what is few whatever comes. */
export const exactly = (total: number): Total => ({ total, totalIs: 'exact' })
