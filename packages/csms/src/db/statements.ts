/** One statement for a whole batch: every table's rows go in as arrays, in one round trip and one transaction. */
import type { Batch, RowSet } from './batch.ts'
import { type BinaryArrays, elementType } from './binary-arrays.ts'
import type { Column, Columns } from './columns.ts'
import type { AppendTable, Row, StateTable } from './writes.ts'

export interface Statement {
  /** Kept prepared under this name; undefined: not kept. */
  readonly name: string | undefined
  readonly text: string
  /** What is set, in the order of the parameters. */
  readonly inserts: readonly Insert[]
}

interface Insert {
  readonly columns: readonly { name: string; type: ReturnType<typeof elementType> }[]
}

/**
 * Resent meter values find themselves there already. Where none is resent nobody looks: to do so takes a tenth of the database's CPU for
 * the message.
 */
const keptOnConflict = new Set(['meter_value'])

/**
 * Columns that hardly any row gives. A batch in which none does leaves them out, which spares both ends an array each; in a row that is
 * there already they become null as if they had been sent. All of a table's or none, so that there are not too many statements.
 */
const rarelyGiven: { readonly [T in AppendTable | StateTable]?: Rare<T> } = {
  message: rare(
    (row) =>
      row.request_bytes != null ||
      row.request_sha256 != null ||
      row.response_bytes != null ||
      row.response_sha256 != null ||
      row.error_code != null ||
      row.problem != null ||
      row.problem_path != null ||
      row.deviations != null,
  ),
  meter_value: rare((row) => row.soc_percent != null || row.samples != null),
  transaction_meter: rare((row) => row.soc_percent != null || row.exported_wh != null),
  transaction: rare(
    (row) =>
      row.stopped_at != null ||
      row.stop_reason != null ||
      row.stop_id_token != null ||
      row.meter_stop_wh != null ||
      row.closed_by != null ||
      row.close_note != null ||
      row.started_at_sent != null ||
      row.stopped_at_sent != null ||
      row.over_since != null ||
      row.over_by != null ||
      row.matched_by != null,
  ),
}

interface Rare<T extends AppendTable | StateTable> {
  readonly names: readonly string[]
  /** Does the row give any of them a value? Each is written out, since to look for a list of names takes several times as long. */
  readonly isGiven: (row: Row<T>) => boolean
}

/** Its names are what the function looks for in a row that gives none. */
function rare<T extends AppendTable | StateTable>(isGiven: (row: Row<T>) => boolean): Rare<T> {
  const names: string[] = []
  const empty = new Proxy({}, { get: (_row, name) => void names.push(String(name)) })
  isGiven(empty as Row<T>)
  return { names, isGiven }
}

/** The usual combinations come soon and often; what comes later is rare, and a plan kept for it would cost the database memory. */
const mostPrepared = 200

/** The writer's number and the batch's number come first; see `group_commit` in writer.ts. */
const firstParameter = 3
const mark = 'mark as (update group_commit set previous = batch, batch = $2::int8 where writer = $1::text returning 1)'
/** Fails when there is nothing to count in. */
const marked = 'select 1 / count(*) from mark'

export class Statements {
  readonly #columns: Columns
  readonly #known = new Map<string, Statement>()

  constructor(columns: Columns) {
    this.#columns = columns
  }

  /** The tables that occur together are few, so each combination is planned once. */
  of(batch: Batch): Statement {
    const signature = `${batch.sets.map(signatureOf).join(';')}${isKeptOnConflict(batch) ? ';kept' : ''}`
    const known = this.#known.get(signature)
    if (known) return known
    if (this.#known.size >= mostPrepared) return this.#build(batch, undefined)
    const statement = this.#build(batch, `group_commit_${this.#known.size}`)
    this.#known.set(signature, statement)
    return statement
  }

  values(statement: Statement, batch: Batch, arrays: BinaryArrays): Buffer[] {
    return batch.sets.flatMap((set, i) =>
      (statement.inserts[i] as Insert).columns.map(({ name, type }) => arrays.column(type, name, set.rows)),
    )
  }

  removal({ table, key }: { table: string; key: object }): { text: string; values: unknown[] } {
    const members = Object.entries(key)
    const condition = members.map(([name], i) => `${quoted(name)} = $${i + 1}`).join(' and ')
    return { text: `delete from ${quoted(table)} where ${condition}`, values: members.map(([, value]) => value) }
  }

  #build(batch: Batch, name: string | undefined): Statement {
    const parts = [mark]
    const inserts: Insert[] = []
    let parameter = firstParameter
    for (const set of batch.sets) {
      const columns = this.#columnsOf(set)
      const conflict = set.kind === 'state' ? newest(set, columns) : kept(set, batch)
      parts.push(`w${inserts.length} as (${insertText(set, columns, parameter)}${conflict})`)
      inserts.push({ columns: columns.map((column) => ({ name: column.name, type: elementType(column.type) })) })
      parameter += columns.length
    }
    return { name, text: `with ${parts.join(',\n')} ${marked}`, inserts }
  }

  #columnsOf(set: RowSet): readonly Column[] {
    const all = this.#columns.get(set.table)
    if (!all) throw new Error(`there is no table ${set.table}`)
    const left = omitted(set)
    if (set.kind === 'append') return all.filter(({ name, generated }) => !generated && !left.includes(name))
    return set.members
      .filter((name) => !left.includes(name))
      .map((name) => {
        const column = all.find((candidate) => candidate.name === name)
        if (!column) throw new Error(`the table ${set.table} has no column ${name}`)
        return column
      })
  }
}

const signatureOf = (set: RowSet): string =>
  `${set.table}(${set.members.join()})${omitted(set).length === 0 ? '' : '-'}`

const none: readonly string[] = []

/** Which columns no row of the set gives a value, of those that hardly any does. */
function omitted({ table, rows }: RowSet): readonly string[] {
  const given = rarelyGiven[table as AppendTable | StateTable] as Rare<AppendTable> | undefined
  if (!given) return none
  for (const row of rows as Row<AppendTable>[]) if (given.isGiven(row)) return none
  return given.names
}

function insertText(set: RowSet, columns: readonly Column[], firstParameter: number): string {
  const names = columns.map((column) => quoted(column.name))
  // In the select list the arrays are walked side by side; in the from clause each would be stored first.
  const elements = columns.map(
    ({ name, type }, i) => `unnest($${firstParameter + i}::${elementType(type)}[]) as ${quoted(name)}`,
  )
  const values = columns.map(({ fallback }, i) => (fallback === null ? names[i] : `coalesce(${names[i]}, ${fallback})`))
  return `insert into ${quoted(set.table)} (${names}) select ${values} from (select ${elements}) as r`
}

const isKeptOnConflict = ({ sets, mayRepeat }: Batch): boolean =>
  mayRepeat && sets.some(({ table }) => keptOnConflict.has(table))

const kept = ({ table }: RowSet, { mayRepeat }: Batch): string =>
  mayRepeat && keptOnConflict.has(table) ? ' on conflict do nothing' : ''

function newest(set: RowSet, columns: readonly Column[]): string {
  const key = columns.filter((column) => column.inKey).map((column) => quoted(column.name))
  const rest = columns.filter((column) => !column.inKey).map((column) => quoted(column.name))
  const cleared = omitted(set).filter((name) => set.members.includes(name))
  const assignments = [
    ...rest.map((name) => `${name} = excluded.${name}`),
    ...cleared.map((name) => `${quoted(name)} = null`),
  ]
  const then = assignments.length === 0 ? 'nothing' : `update set ${assignments}`
  return ` on conflict (${key}) do ${then}`
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
