/**
 * Pages by key, not by count: a cursor says after which row the next page begins, so rows that come or go meanwhile
 * neither repeat nor skip the others. It is opaque to callers.
 */
import type { Total } from '../db/count-rows.ts'
import type { Found } from '../db/search.ts'
import { invalid } from './problem.ts'

export type CursorValue = string | number
type Kind = 'string' | 'number'

export function writeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** The values of a cursor that must have these types; null without one. `order` must be the one it was made for. */
export function readCursor(cursor: string | undefined, kinds: readonly Kind[], order = ''): CursorValue[] | null {
  if (cursor === undefined) return null
  const values = parse(cursor)
  const [madeFor, ...rest] = Array.isArray(values) ? values : []
  if (madeFor !== order || rest.length !== kinds.length || rest.some((value, i) => typeof value !== kinds[i])) {
    throw invalid([{ path: 'cursor', message: 'is not from a page of this list in this order' }])
  }
  return rest
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return null
  }
}

export const defaultLimit = 50

/** Rows were asked for one more than `limit`: that one says whether there is a next page. */
export function cutPage<R>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => readonly CursorValue[],
  order = '',
): { rows: readonly R[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? writeCursor([order, ...keyOf(last)]) : null }
}

/** A page of a search: where that stopped, the next one goes on. */
export function cutSearch<R, P>(
  { rows, stoppedAt }: Found<R, P>,
  limit: number,
  { keyOf, placeOf }: { keyOf: (row: R) => readonly CursorValue[]; placeOf: (place: P) => readonly CursorValue[] },
): { rows: readonly R[]; next: string | null } {
  return stoppedAt === null ? cutPage(rows, limit, keyOf) : { rows, next: writeCursor(['', ...placeOf(stoppedAt)]) }
}

/** Of what was not counted: all of it is on this page, or nobody knows. */
export const totalOfPage = (rows: readonly unknown[], isAll: boolean): Total => ({
  total: rows.length,
  totalIs: isAll ? 'exact' : 'atLeast',
})
