/**
 * Many messages' writes as one set of rows: appended rows in order, live state by primary key, the newest row winning.
 * Pure; `statements.ts` makes SQL of it.
 */
import type { Columns } from './columns.ts'
import type { Writes } from './writes.ts'

/** Rows of one table with the same members. */
export interface RowSet {
  readonly table: string
  readonly kind: 'append' | 'state'
  /** Of a state row: what it sets; what it leaves out stays as it is in the database. */
  readonly members: readonly string[]
  readonly rows: object[]
}

export interface Batch {
  readonly sets: RowSet[]
  /** Deleted before the sets are written. */
  readonly removed: { table: string; key: object }[]
  /** May rows that are only ever added be there already? */
  readonly mayRepeat: boolean
}

type StateRow = Record<string, unknown>

/** `isAgain`: some of it may be there already. */
export function batchOf(columns: Columns, all: readonly Writes[], isAgain = false): Batch {
  const appended = new Map<string, object[]>()
  const states = new Map<string, Latest>()
  const removed: Batch['removed'] = []
  let mayRepeat = isAgain
  for (const writes of all) {
    mayRepeat ||= writes.mayRepeat
    for (const { table, row } of writes.appended) {
      const rows = appended.get(table)
      if (rows) rows.push(row)
      else appended.set(table, [row])
    }
    for (const removal of writes.removed) {
      removed.push(removal)
      forget(states.get(removal.table)?.rows, removal.key as StateRow)
    }
    for (const { table, row } of writes.states) {
      let latest = states.get(table)
      if (!latest) {
        latest = { key: keyMembers(columns, table), rows: new Map() }
        states.set(table, latest)
      }
      keepNewest(latest.rows, keyOf(latest.key, row as StateRow), row as StateRow)
    }
  }
  const sets = [...appended].map(([table, rows]): RowSet => ({ table, kind: 'append', members: [], rows }))
  for (const [table, { rows }] of states) sets.push(...byMembers(table, rows.values()))
  // Whichever came first: the same tables are the same statement, and every statement is kept prepared.
  sets.sort((a, b) => (a.table < b.table ? -1 : a.table > b.table ? 1 : 0))
  return { sets, removed, mayRepeat }
}

/** Most tables have one member in their key, and a number is found faster than its text. */
function keyOf(members: readonly string[], row: StateRow): unknown {
  if (members.length === 1) return row[members[0] as string]
  let key = ''
  for (const name of members) key += `${row[name]}\0`
  return key
}

const keyMembers = (columns: Columns, table: string): string[] =>
  (columns.get(table) ?? []).filter((column) => column.inKey).map((column) => column.name)

/** State rows of one table. */
interface Latest {
  readonly key: readonly string[]
  readonly rows: Map<unknown, StateRow>
}

/** A row that sets fewer members than an older one does not take back what the older one set. */
function keepNewest(rows: Map<unknown, StateRow>, key: unknown, row: StateRow): void {
  const older = rows.get(key)
  rows.set(key, older && !hasMembers(row, Object.keys(older)) ? { ...older, ...row } : row)
}

function forget(rows: Map<unknown, StateRow> | undefined, key: StateRow): void {
  if (!rows) return
  const members = Object.entries(key)
  for (const [id, row] of rows) if (members.every(([name, value]) => row[name] === value)) rows.delete(id)
}

function byMembers(table: string, rows: Iterable<StateRow>): RowSet[] {
  const sets: RowSet[] = []
  let last: RowSet | undefined
  for (const row of rows) {
    if (!last || !hasMembers(row, last.members)) last = sets.find(({ members }) => hasMembers(row, members))
    if (!last) {
      last = { table, kind: 'state', members: Object.keys(row), rows: [] }
      sets.push(last)
    }
    last.rows.push(row)
  }
  return sets
}

/** These and no others, in this order. */
function hasMembers(row: StateRow, members: readonly string[]): boolean {
  let count = 0
  for (const name in row) if (name !== members[count++]) return false
  return count === members.length
}
