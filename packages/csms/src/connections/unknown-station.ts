/** The inbox: stations nobody has announced, with what they say of themselves, until an operator accepts them. */
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { Buckets } from '../guard/buckets.ts'
import type { LiveStation } from '../stations/live-station.ts'

export interface SelfDescription {
  readonly vendor: string
  readonly model: string
  readonly serialNumber: string | null
  readonly firmwareVersion: string | null
}

/** What is to be written of one stranger: all that came since the last time. */
interface Pending {
  readonly station: LiveStation
  attempts: number
  told: SelfDescription | null
  readonly stored: PromiseWithResolvers<void>
}

/** Anybody may knock under any name; an inbox nobody could read any more helps only them. */
const mostStrangers = 1000
/** Written with one statement. */
const mostAtOnce = 200

export class Inbox {
  readonly #ctx: Pick<Context, 'db' | 'writer' | 'log' | 'now'>
  readonly #ids: Set<string>
  #pending = new Map<string, Pending>()
  #writing = false
  readonly #events = new Buckets({ burst: 60, perMinute: 60 })

  private constructor(ctx: Pick<Context, 'db' | 'writer' | 'log' | 'now'>, ids: Iterable<string>) {
    this.#ctx = ctx
    this.#ids = new Set(ids)
  }

  static async open(ctx: Pick<Context, 'db' | 'writer' | 'log' | 'now'>): Promise<Inbox> {
    const rows = await ctx.db.selectFrom('unknown_station').select('id').execute()
    return new Inbox(
      ctx,
      rows.map(({ id }) => id),
    )
  }

  /** Has it come before? */
  has(id: string): boolean {
    return this.#ids.has(id)
  }

  forget(id: string): void {
    this.#ids.delete(id)
  }

  /**
   * Resolves when it is stored. Without a description it is a new attempt. One statement after the other writes what has gathered meanwhile: a
   * boot does not overtake the attempt it belongs to, a flood is a few large statements, and none waits for a row that another one holds.
   */
  record(station: LiveStation, told?: SelfDescription): Promise<void> {
    const present = this.#pending.get(station.id)
    const pending = present ?? { station, attempts: 0, told: null, stored: Promise.withResolvers<void>() }
    if (told) pending.told = told
    else pending.attempts += 1
    this.#pending.set(station.id, pending)
    if (!this.#writing) void this.#write()
    return pending.stored.promise
  }

  async #write(): Promise<void> {
    this.#writing = true
    while (this.#pending.size > 0) {
      const batch = [...this.#pending.values()].slice(0, mostAtOnce)
      for (const { station } of batch) this.#pending.delete(station.id)
      try {
        await this.#store(batch)
        for (const { stored } of batch) stored.resolve()
      } catch (error) {
        for (const { stored } of batch) stored.reject(error)
      }
    }
    this.#writing = false
  }

  /** Not through the group commit: it counts, and it is rare. */
  async #store(batch: readonly Pending[]): Promise<void> {
    const now = this.#ctx.now()
    const fresh = await this.#upsert(batch, now)
    if (fresh.size > 0) await this.#forgetLeast()
    const writes = new Writes()
    for (const { station, told } of batch) {
      const isNew = fresh.has(station.id)
      if (!isNews(station, told) && !isNew) continue
      // The console reads the inbox anew after each, and nobody reads a thousand of them.
      if (!this.#events.take('', now.getTime())) continue
      writes.event('station.unknown', {
        organisationId: station.organisationId,
        stationId: station.id,
        subject: station.id,
        at: now,
        data: { change: isNew ? 'created' : 'changed' },
      })
    }
    await this.#ctx.writer.commit(writes)
  }

  /** The ids that are new. */
  async #upsert(batch: readonly Pending[], now: Date): Promise<Set<string>> {
    const rows = batch.map(({ station, attempts, told }) => ({
      id: station.id,
      organisation_id: station.organisationId,
      first_seen_at: now,
      last_seen_at: now,
      attempts,
      version: station.version,
      remote_address: station.state.remoteAddress,
      address_key: station.remoteBudget,
      vendor: told?.vendor ?? null,
      model: told?.model ?? null,
      serial_number: told?.serialNumber ?? null,
      firmware_version: told?.firmwareVersion ?? null,
    }))
    /** What it said of itself stays when it only knocks. */
    const said = (column: string) =>
      sql<string | null>`case when excluded.vendor is null then unknown_station.${sql.ref(column)}
        else excluded.${sql.ref(column)} end`
    const stored = await this.#ctx.db
      .insertInto('unknown_station')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          last_seen_at: sql`excluded.last_seen_at`,
          attempts: sql`unknown_station.attempts + excluded.attempts`,
          version: sql`excluded.version`,
          remote_address: sql`excluded.remote_address`,
          address_key: sql`excluded.address_key`,
          vendor: said('vendor'),
          model: said('model'),
          serial_number: said('serial_number'),
          firmware_version: said('firmware_version'),
        }),
      )
      // A row that was updated carries the transaction that did so.
      .returning(['id', sql<boolean>`xmax = 0`.as('isNew')])
      .execute()
    for (const { id } of stored) this.#ids.add(id)
    return new Set(stored.filter(({ isNew }) => isNew).map(({ id }) => id))
  }

  /**
   * Those that have said what they are stay before those that merely knocked; among either, each address keeps its latest ones before another
   * address keeps more.
   */
  async #forgetLeast(): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      delete from unknown_station where id in (
        select id from (
          select id, last_seen_at, vendor is not null as described, row_number() over (
            partition by coalesce(address_key, ''), vendor is not null order by last_seen_at desc, id
          ) as place
          from unknown_station
        ) as ranked
        order by described desc, place, last_seen_at desc, id offset ${mostStrangers}
      ) returning id`.execute(this.#ctx.db)
    for (const { id } of rows) this.#ids.delete(id)
  }
}

/** Does it say something of itself that it has not said before? A waiting station boots every half minute. */
function isNews({ state }: LiveStation, told: SelfDescription | null): boolean {
  if (!told) return false
  const { vendor, model, serialNumber, firmwareVersion } = told
  const known = [state.vendor, state.model, state.serialNumber, state.firmwareVersion]
  Object.assign(state, { vendor, model, serialNumber, firmwareVersion })
  return [vendor, model, serialNumber, firmwareVersion].some((value, i) => value !== known[i])
}
