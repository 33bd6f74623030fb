/**
 * What the embedded database needs done next. Nobody does it in the background there, so it is done in steps: small ones, often, since
 * nothing else runs meanwhile.
 */

/** One table, as the database's catalogue and its counters since the start tell of it. */
export interface TableState {
  /** As it is written in SQL. */
  readonly name: string
  readonly pages: number
  /** Of these, how many the last vacuum left without anything to do. */
  readonly donePages: number
  /** As of the last vacuum or analysis; -1: there was none. */
  readonly rows: number
  readonly deadRows: number
  readonly changedRows: number
  /** Does the planner know anything of it? */
  readonly isAnalysed: boolean
  /** How many transactions ago its oldest row was written that is not frozen. */
  readonly age: number
}

export interface Step {
  readonly do: 'vacuum' | 'analyze' | 'vacuum (freeze)'
  readonly table: string
}

/** Transactions are numbered in a circle; long before half of it, old rows are marked as older than all. */
const oldestAge = 200_000_000

/** The most urgent one first. */
export const stepsDue = (tables: readonly TableState[]): Step[] => [
  ...tables.filter(({ age }) => age > oldestAge).map(({ name }): Step => ({ do: 'vacuum (freeze)', table: name })),
  ...due(tables, 'vacuum', vacuumNeed),
  ...due(tables, 'analyze', analysisNeed),
]

const due = (tables: readonly TableState[], what: Step['do'], need: (table: TableState) => number): Step[] =>
  tables
    .filter((table) => need(table) > 1)
    .sort((a, b) => need(b) - need(a))
    .map(({ name }) => ({ do: what, table: name }))

/** Beyond 1 it is due. A vacuum leaves up to a fiftieth of the pages undone where it spares itself the indexes. */
const vacuumNeed = ({ pages, donePages, rows, deadRows }: TableState): number =>
  Math.max(deadRows / (100 + Math.min(rows / 20, 20_000)), (pages - donePages) / (1000 + pages / 30))

const analysisNeed = ({ pages, rows, changedRows, isAnalysed }: TableState): number =>
  isAnalysed || pages === 0 ? changedRows / (500 + Math.max(rows, 0) / 5) : Number.POSITIVE_INFINITY

export interface LogState {
  /** Written since the last checkpoint: what a start after a crash would have to read. */
  readonly bytes: number
  readonly ageMs: number
}

const mostLogBytes = 64 * 1024 * 1024
const oldestLogMs = 5 * 60_000
/** The checkpoint itself and a look at the clock are not worth another one. */
const leastLogBytes = 256 * 1024

export const isCheckpointDue = ({ bytes, ageMs }: LogState): boolean =>
  bytes > mostLogBytes || (ageMs > oldestLogMs && bytes > leastLogBytes)
