/**
 * How many that nobody has announced may be connected at once: of one address, and in all. When all places are taken, one who comes from an
 * address with few of them takes one of the address that has most: nobody can keep others out with numbers alone.
 */
export interface Stranger {
  readonly id: string
  /** What counts as one address. */
  readonly budget: string
  /** It was told to go, or has become a station. */
  isOne(): boolean
  /** Has it said what it is? */
  isDescribed(): boolean
  /** Cuts its connection. */
  cut(): void
}

export class OpenStrangers {
  readonly #most: number
  readonly #mostOfOne: number
  readonly #byBudget = new Map<string, Set<Stranger>>()

  constructor({ strangers, strangersPerAddress }: { strangers: number; strangersPerAddress: number }) {
    this.#most = strangers
    this.#mostOfOne = Math.min(strangers, strangersPerAddress)
  }

  /** Takes a place, until `remove`; false: there is none. */
  add(stranger: Stranger): boolean {
    const own = this.#byBudget.get(stranger.budget) ?? new Set()
    if (own.size >= this.#mostOfOne) forgetOthers(own)
    if (own.size >= this.#mostOfOne) return false
    if (this.#count() >= this.#most && !this.#makeRoom(own.size + 1)) return false
    own.add(stranger)
    this.#byBudget.set(stranger.budget, own)
    return true
  }

  remove(stranger: Stranger): void {
    const own = this.#byBudget.get(stranger.budget)
    own?.delete(stranger)
    if (own?.size === 0) this.#byBudget.delete(stranger.budget)
  }

  /** Where it would not just be the other way round afterwards. Of those it cuts one that has said nothing, the one here longest. */
  #makeRoom(besides: number): boolean {
    for (const own of this.#byBudget.values()) forgetOthers(own)
    if (this.#count() < this.#most) return true
    const largest = [...this.#byBudget.values()].reduce((a, b) => (b.size > a.size ? b : a), new Set<Stranger>())
    if (largest.size <= besides) return false
    const [oldest] = largest
    const gone = [...largest].find((one) => !one.isDescribed()) ?? oldest
    if (!gone) return false
    this.remove(gone)
    gone.cut()
    return true
  }

  #count(): number {
    let count = 0
    for (const own of this.#byBudget.values()) count += own.size
    return count
  }
}

function forgetOthers(own: Set<Stranger>): void {
  for (const one of own) if (!one.isOne()) own.delete(one)
}
