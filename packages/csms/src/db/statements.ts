/** One statement for a whole batch: every table's rows go in as arrays, in one round trip and one transaction. */
import type { Batch, RowSet } from './batch.ts'
import { type BinaryArrays, elementType } from './binary-arrays.ts'
import type { Column, Columns } from './columns.ts'

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

/** Resent meter values find themselves there already. */
const keptOnConflict = new Set(['meter_value'])

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
    const signature = batch.sets.map(signatureOf).join(';')
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
      parts.push(`w${inserts.length} as (${insertText(set, columns, parameter)})`)
      inserts.push({ columns: columns.map((column) => ({ name: column.name, type: elementType(column.type) })) })
      parameter += columns.length
    }
    return { name, text: `with ${parts.join(',\n')} ${marked}`, inserts }
  }

  #columnsOf(set: RowSet): readonly Column[] {
    const all = this.#columns.get(set.table)
    if (!all) throw new Error(`there is no table ${set.table}`)
    if (set.kind === 'append') return all.filter((column) => !column.generated)
    return set.members.map((name) => {
      const column = all.find((candidate) => candidate.name === name)
      if (!column) throw new Error(`the table ${set.table} has no column ${name}`)
      return column
    })
  }
}

const signatureOf = (set: RowSet): string => `${set.table}(${set.members.join()})`

function insertText(set: RowSet, columns: readonly Column[], firstParameter: number): string {
  const names = columns.map((column) => quoted(column.name))
  // In the select list the arrays are walked side by side; in the from clause each would be stored first.
  const elements = columns.map(
    ({ name, type }, i) => `unnest($${firstParameter + i}::${elementType(type)}[]) as ${quoted(name)}`,
  )
  const values = columns.map(({ fallback }, i) => (fallback === null ? names[i] : `coalesce(${names[i]}, ${fallback})`))
  return `insert into ${quoted(set.table)} (${names}) select ${values} from (select ${elements}) as r${conflict(set, columns)}`
}

function conflict(set: RowSet, columns: readonly Column[]): string {
  if (set.kind === 'append') return keptOnConflict.has(set.table) ? ' on conflict do nothing' : ''
  const key = columns.filter((column) => column.inKey).map((column) => quoted(column.name))
  const rest = columns.filter((column) => !column.inKey).map((column) => quoted(column.name))
  const then = rest.length === 0 ? 'nothing' : `update set ${rest.map((name) => `${name} = excluded.${name}`)}`
  return ` on conflict (${key}) do ${then}`
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
