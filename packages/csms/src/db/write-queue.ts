/**
 * What waits for the database, in the order it came; but small writes pass large ones of other stations, so that one station's megabyte
 * keeps nobody else waiting. Two of one station never change places.
 */
import type { Writes } from './writes.ts'

export interface Queued {
  readonly writes: Writes
}

/** Beyond it writes are large, and go alone. */
export const largeBytes = 64 * 1024
/** Of small ones, in one batch. */
const mostBatchBytes = 1024 * 1024
/** So many batches of small ones go between two large ones, when there are as many. */
const smallBetweenLarge = 8

export class WriteQueue<Entry extends Queued> {
  #small: Entry[] = []
  /** Each with how many small ones had come before it: it passes none of them. */
  readonly #large: { readonly entry: Entry; readonly after: number }[] = []
  #smallCame = 0
  #smallWent = 0
  #bytes = 0
  /** How many of the large ones each station has. */
  readonly #stations = new Map<string, number>()
  #sinceLarge = smallBetweenLarge
  readonly #largestBatch: number

  constructor(largestBatch: number) {
    this.#largestBatch = largestBatch
  }

  get length(): number {
    return this.#small.length + this.#large.length
  }

  get bytes(): number {
    return this.#bytes
  }

  push(entry: Entry): void {
    const { writes } = entry
    this.#bytes += writes.bytes
    if (writes.bytes <= largeBytes && (this.#large.length === 0 || !this.#standsBehindLarge(writes))) {
      this.#pushSmall(entry)
      return
    }
    this.#pushLarge(entry)
    for (const id of new Set(writes.stations())) this.#stations.set(id, (this.#stations.get(id) ?? 0) + 1)
  }

  /** After everything that is in the queue now, in both of its lines: for who only wants to know that they are through. */
  pushBarriers(make: () => Entry): void {
    this.#pushSmall(make())
    if (this.#large.length > 0) this.#pushLarge(make())
  }

  /** What goes next. Nothing is taken out. */
  peek(): readonly Entry[] {
    const large = this.#large[0]
    const isLargesTurn = this.#small.length === 0 || this.#sinceLarge >= smallBetweenLarge
    if (large && isLargesTurn && large.after <= this.#smallWent) return [large.entry]
    let bytes = 0
    let count = 0
    for (const { writes } of this.#small) {
      bytes += writes.bytes
      if (count === this.#largestBatch || (count > 0 && bytes > mostBatchBytes)) break
      count++
    }
    return this.#small.slice(0, count)
  }

  /** Takes out what `peek` gave. */
  take(entries: readonly Entry[]): void {
    for (const { writes } of entries) this.#bytes -= writes.bytes
    if (entries.length > 0 && entries[0] === this.#large[0]?.entry) {
      this.#large.shift()
      for (const id of new Set(entries[0]?.writes.stations())) this.#forget(id)
      this.#sinceLarge = 0
      return
    }
    this.#small.splice(0, entries.length)
    this.#smallWent += entries.length
    this.#sinceLarge++
  }

  takeAll(): Entry[] {
    const all = this.lines.flat()
    this.#smallWent += this.#small.length
    this.#small = []
    this.#large.length = 0
    this.#stations.clear()
    this.#bytes = 0
    return all
  }

  /** Each line in the order it came. */
  get lines(): readonly (readonly Entry[])[] {
    return [this.#small, this.#large.map(({ entry }) => entry)]
  }

  #pushSmall(entry: Entry): void {
    this.#small.push(entry)
    this.#smallCame++
  }

  #pushLarge(entry: Entry): void {
    this.#large.push({ entry, after: this.#smallCame })
  }

  #standsBehindLarge(writes: Writes): boolean {
    for (const id of writes.stations()) if (this.#stations.has(id)) return true
    return false
  }

  #forget(id: string): void {
    const left = (this.#stations.get(id) ?? 1) - 1
    if (left === 0) this.#stations.delete(id)
    else this.#stations.set(id, left)
  }
}
