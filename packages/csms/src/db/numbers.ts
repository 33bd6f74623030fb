/** Whole numbers for the wire (transactions, reservations, requests), unique in the system, one query per hundred. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

/** `wire_number` counts in steps of this size; each step is a block that belongs to whoever drew it. */
const blockSize = 100
const leapSize = 10_000 * blockSize

export class Numbers {
  readonly #db: Kysely<Tables>
  #next = 0
  #end = 0
  #block: Promise<void> | null = null

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async next(): Promise<number> {
    while (this.#next === this.#end) {
      this.#block ??= this.#draw().finally(() => {
        this.#block = null
      })
      await this.#block
    }
    return this.#next++
  }

  /** Far beyond what was ever drawn: a database that has forgotten draws gives no number twice. */
  async leap(): Promise<void> {
    await sql`select setval('wire_number', nextval('wire_number') + ${leapSize})`.execute(this.#db)
  }

  async #draw(): Promise<void> {
    const { rows } = await sql<{ first: number }>`select nextval('wire_number') as first`.execute(this.#db)
    const [row] = rows
    if (!row) throw new Error('the sequence wire_number gave no number')
    this.#next = row.first
    this.#end = row.first + blockSize
  }
}
