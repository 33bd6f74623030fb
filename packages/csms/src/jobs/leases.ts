/**
 * Who of several nodes does what only one may do. A lease ends by the database's clock, which all of them share; its holder counts by a
 * clock that nobody sets, from before it asked, so it lets go first.
 */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'

export class Leases {
  readonly #db: Kysely<Tables>
  /** This node, for as long as it runs. */
  readonly holder: string
  readonly #heldUntilMs = new Map<string, number>()

  constructor(db: Kysely<Tables>, holder: string) {
    this.#db = db
    this.holder = holder
  }

  /** Is it this node's, now? Asks for it or prolongs it when less than half of its time is left. */
  async hold(name: string, forMs: number): Promise<boolean> {
    const askedAtMs = performance.now()
    if ((this.#heldUntilMs.get(name) ?? 0) - askedAtMs > forMs / 2) return true
    const { rows } = await sql`
      insert into lease (name, holder, until) values (${name}, ${this.holder}, clock_timestamp() + ${forMs} * interval '1 ms')
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
      where lease.holder = excluded.holder or lease.until < clock_timestamp() returning 1`.execute(this.#db)
    if (rows.length === 0) this.#heldUntilMs.delete(name)
    else this.#heldUntilMs.set(name, askedAtMs + forMs)
    return rows.length > 0
  }

  /** Another node need not wait for them to end. */
  async release(): Promise<void> {
    if (this.#heldUntilMs.size === 0) return
    this.#heldUntilMs.clear()
    await this.#db.deleteFrom('lease').where('holder', '=', this.holder).execute()
  }
}
