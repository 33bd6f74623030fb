/**
 * Tables in which a station names the rows itself. New ones beyond the cap are not kept; those that are there are brought up to date.
 * Counting costs a query when the station is first heard of it, and then only near the cap.
 */
import { sql } from 'kysely'
import type { StationContext } from '../context.ts'
import { isAway } from '../db/write-error.ts'
import type { StateTable, Writes } from '../db/writes.ts'
import type { LiveStation } from './live-station.ts'
import { markOverfull, type Pile } from './overfull.ts'

interface Cap {
  readonly pile: Pile
  readonly most: number
  /** Of the primary key, beside the station. */
  readonly key: readonly string[]
}

type CappedTable = Extract<StateTable, 'variable' | 'configuration_key' | 'installed_charging_profile'>

/** Several times what the largest stations have. */
export const caps: { readonly [T in CappedTable]: Cap } = {
  variable: {
    pile: 'variables',
    most: 10_000,
    key: ['component', 'component_instance', 'evse_id', 'connector_id', 'variable', 'variable_instance', 'attribute'],
  },
  configuration_key: { pile: 'configuration-keys', most: 1_000, key: ['key'] },
  installed_charging_profile: { pile: 'charging-profiles', most: 1_000, key: ['profile_id'] },
}

type Recording = Pick<StationContext, 'station' | 'writes' | 'now' | 'db' | 'log'>

/** For a station, how many rows a table has at most. */
const counts = new WeakMap<LiveStation, Map<CappedTable, number>>()
/** Which ones, of the few stations that are at a cap. */
const known = new Map<string, Set<string>>()
const mostKnown = 32

/** null: there is nothing to wait for, as with nearly every message. */
export function keepWithinCaps(ctx: Recording): Promise<void> | null {
  const tables = cappedIn(ctx.writes)
  return tables === null ? null : keepAllWithin(ctx, tables)
}

async function keepAllWithin(ctx: Recording, tables: Iterable<CappedTable>): Promise<void> {
  for (const table of tables) {
    try {
      await keepWithin(ctx, table)
    } catch (error) {
      // While nobody can count, nobody is refused: these rows wait, and the next ones are counted.
      if (!isAway(error)) throw error
    }
  }
}

const isCapped = (table: StateTable): table is CappedTable => table in caps

const isInvolved = (of: { readonly table: StateTable }): boolean => isCapped(of.table)

function cappedIn({ states, removed }: Writes): Iterable<CappedTable> | null {
  if (!states.some(isInvolved) && !removed.some(isInvolved)) return null
  return new Set([...states, ...removed].map(({ table }) => table).filter(isCapped))
}

async function keepWithin(ctx: Recording, table: CappedTable): Promise<void> {
  const { station, writes } = ctx
  const { pile, most } = caps[table]
  const counted = countsOf(station)
  if (writes.removed.some((removal) => removal.table === table)) {
    counted.delete(table)
    known.delete(nameOf(station, table))
  }
  const rows = writes.states.reduce((sum, state) => (state.table === table ? sum + 1 : sum), 0)
  if (rows === 0) return
  const before = counted.get(table) ?? (await count(ctx, table))
  if (before + rows <= most) {
    counted.set(table, before + rows)
    return
  }
  const keys = await keysOf(ctx, table)
  const isKept = (row: object): boolean => {
    const key = keyOf(table, row)
    if (!keys.has(key) && keys.size >= most) return false
    keys.add(key)
    return true
  }
  if (writes.dropStates((state) => state.table === table && !isKept(state.row)) > 0) markOverfull(ctx, pile)
  counted.set(table, keys.size)
}

const nameOf = ({ id }: LiveStation, table: CappedTable): string => `${table} ${id}`

const keyOf = (table: CappedTable, row: object): string =>
  JSON.stringify(caps[table].key.map((name) => (row as Record<string, unknown>)[name]))

function countsOf(station: LiveStation): Map<CappedTable, number> {
  const counted = counts.get(station) ?? new Map<CappedTable, number>()
  counts.set(station, counted)
  return counted
}

async function count({ db, station }: Recording, table: CappedTable): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)} where station_id = ${station.id}`.execute(db)
  return rows[0]?.n ?? 0
}

async function keysOf({ db, station }: Recording, table: CappedTable): Promise<Set<string>> {
  const name = nameOf(station, table)
  const found = known.get(name)
  if (found) return found
  const columns = sql.join(caps[table].key.map((column) => sql.ref(column)))
  const { rows } = await sql<Record<string, unknown>>`
    select ${columns} from ${sql.table(table)} where station_id = ${station.id}`.execute(db)
  const keys = new Set(rows.map((row) => keyOf(table, row)))
  known.set(name, keys)
  const [oldest] = known.keys()
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  return keys
}
