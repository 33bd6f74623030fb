/** Meter readings on their way to followers: of each transaction, or EVSE without one, the newest is told once a second. */
import type { FeedEvent, Reading } from './feed.ts'

const everyMs = 1000

export class Readings {
  readonly #tell: (readings: readonly FeedEvent[]) => void
  readonly #newest = new Map<string, FeedEvent>()
  #timer: NodeJS.Timeout | null = null

  constructor(tell: (readings: readonly FeedEvent[]) => void) {
    this.#tell = tell
  }

  add({ evseId, ...reading }: Reading): void {
    const place = `${reading.stationId} ${reading.subject ?? `EVSE ${evseId}`}`
    const known = this.#newest.get(place)
    // What comes out of a queue is older than what was told before.
    if (!known || known.at <= reading.at) this.#newest.set(place, { ...reading, id: null })
    this.#timer ??= setTimeout(() => this.#tick(), everyMs)
  }

  forget(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#newest.clear()
  }

  #tick(): void {
    const readings = [...this.#newest.values()]
    this.forget()
    this.#tell(readings)
  }
}
