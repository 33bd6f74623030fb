/** A known station that was not let in: a security event of our own, since a station that cannot come in cannot report one. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { Buckets } from '../guard/buckets.ts'
import { keepSecurityEvent } from '../stations/keep-security-event.ts'
import type { LiveStation } from '../stations/live-station.ts'

/** Not of OCPP's list, where FailedToAuthenticateAtCsms is what stations say of themselves. */
const type = 'StationFailedToAuthenticate'
const everyMs = 60_000
/** Who knows the ids of all stations may try them all. */
const inAll = { burst: 300, perMinute: 60 }

export class FailedSignIns {
  readonly #ctx: Context
  readonly #inAll = new Buckets(inAll)
  readonly #told = new Map<string, { readonly at: Date; more: number }>()

  constructor(ctx: Context) {
    this.#ctx = ctx
  }

  /** At most one event a minute of one station; the next one says how many there were in between. */
  record(station: LiveStation, reason: string): void {
    const at = this.#ctx.now()
    const last = this.#told.get(station.id)
    if (last && at.getTime() - last.at.getTime() < everyMs) {
      last.more += 1
      return
    }
    if (!this.#inAll.take('', at.getTime())) return
    this.#told.set(station.id, { at, more: 0 })
    const more = last && last.more > 0 ? `; ${last.more} more since ${last.at.toISOString()}` : ''
    this.#write(station, at, `${reason}${more}`)
  }

  /** The station is answered without waiting for it: also while the database is away it is told no at once. */
  #write(station: LiveStation, at: Date, techInfo: string): void {
    const { writer, log } = this.#ctx
    const writes = new Writes()
    keepSecurityEvent(writes, station, { type, timestamp: at.toISOString(), techInfo }, at)
    writer.commit(writes).catch((error: unknown) => {
      log.warn({ err: error, stationId: station.id }, 'a failed sign-in was not stored, or not in time')
    })
  }
}
