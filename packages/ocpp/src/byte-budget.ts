/**
 * How many bytes of all peers are in the house at once: read, and not yet answered. Who sends little is never kept waiting by this; a
 * large message waits at the door, unread, until there is room, and those that wait come in one station after the other.
 */

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

/** Up to here a message is small: it waits for nobody. */
export const largeBytes = 16 * kibibyte

/**
 * After a large message others have the house to themselves for so many times as long as it took. A huge one keeps the event loop and
 * the database busy for a good part of a second, which one message in a hundred may feel.
 */
const restAfterLarge = 3
const restAfterHuge = 100
const longestRestMs = { large: 2_000, huge: 60_000 }

export interface Applicant {
  /** It asked, and may come now. */
  onRoom(): void
}

export interface BudgetOptions {
  /** Of all messages; beyond it nobody may queue, only have the one in hand. */
  readonly maxBytes?: number
  /** Of the large ones among them. */
  readonly maxLargeBytes?: number
}

/** A large message that was let in. */
export class Admittance {
  readonly bytes: number
  readonly huge: boolean
  readonly #budget: ByteBudget
  #takenUpAt = 0
  #over = false

  constructor(budget: ByteBudget, bytes: number, huge: boolean) {
    this.#budget = budget
    this.bytes = bytes
    this.huge = huge
  }

  /** It is complete, and being handled. */
  takenUp(): void {
    this.#takenUpAt = performance.now()
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.#budget.leave(this, this.#takenUpAt === 0 ? 0 : performance.now() - this.#takenUpAt)
  }
}

export class ByteBudget {
  readonly #maxBytes: number
  readonly #maxLargeBytes: number
  #bytes = 0
  #largeBytes = 0
  #huge: Admittance | null = null
  /** When the next one may come, in the time of `performance.now()`. */
  #nextLargeAt = 0
  #nextHugeAt = 0
  /** In order of arrival; a peer is in it once. */
  readonly #queue = new Map<Applicant, { readonly bytes: number; readonly huge: boolean }>()
  #timer: NodeJS.Timeout | undefined
  #wakesAt = Number.POSITIVE_INFINITY

  constructor({ maxBytes = 64 * mebibyte, maxLargeBytes = 8 * mebibyte }: BudgetOptions = {}) {
    this.#maxBytes = maxBytes
    this.#maxLargeBytes = maxLargeBytes
  }

  /** Bytes in the house. */
  get bytes(): number {
    return this.#bytes
  }

  /** So full that nobody may have more than one message here. */
  get crowded(): boolean {
    return this.#bytes > this.#maxBytes
  }

  /** Does somebody wait for another large message to be over? */
  get wanted(): boolean {
    return this.#queue.size > 0
  }

  take(bytes: number): void {
    this.#bytes += bytes
  }

  give(bytes: number): void {
    this.#bytes -= bytes
  }

  /** null: not now; `onRoom` tells when to ask again. */
  admit(applicant: Applicant, bytes: number, huge: boolean): Admittance | null {
    // The lanes do not wait for each other: a large one need not stand behind a huge one.
    const first = this.#first(huge)
    const now = performance.now()
    if ((first !== undefined && first !== applicant) || !this.#hasRoom(bytes, huge, now)) {
      this.#queue.set(applicant, { bytes, huge })
      this.#wakeLater(now)
      return null
    }
    this.#queue.delete(applicant)
    const admittance = new Admittance(this, bytes, huge)
    if (huge) this.#huge = admittance
    else this.#largeBytes += bytes
    this.#bytes += bytes
    // There may be room for the next one too.
    if (this.#queue.size > 0) setImmediate(() => this.#wake())
    return admittance
  }

  /** It does not want to come any more. */
  withdraw(applicant: Applicant): void {
    if (this.#queue.delete(applicant)) this.#wake()
  }

  leave(admittance: Admittance, tookMs: number): void {
    const { bytes, huge } = admittance
    this.#bytes -= bytes
    const now = performance.now()
    if (huge) {
      this.#huge = null
      this.#nextHugeAt = now + Math.min(longestRestMs.huge, restAfterHuge * tookMs)
    } else this.#largeBytes -= bytes
    const restMs = Math.min(longestRestMs.large, restAfterLarge * tookMs)
    this.#nextLargeAt = Math.max(this.#nextLargeAt, now + restMs)
    this.#wake()
  }

  #hasRoom(bytes: number, huge: boolean, now: number): boolean {
    if (huge) return this.#huge === null && now >= this.#nextHugeAt
    return now >= this.#nextLargeAt && (this.#largeBytes === 0 || this.#largeBytes + bytes <= this.#maxLargeBytes)
  }

  #first(huge: boolean): Applicant | undefined {
    for (const [applicant, wish] of this.#queue) if (wish.huge === huge) return applicant
    return undefined
  }

  #wake(): void {
    const now = performance.now()
    for (const huge of [false, true]) {
      const applicant = this.#first(huge)
      const wish = applicant && this.#queue.get(applicant)
      if (wish && this.#hasRoom(wish.bytes, huge, now)) applicant.onRoom()
    }
    this.#wakeLater(now)
  }

  /**
   * Who only waits for a rest to end has nobody to wake it. By the same clock reading that found no room: a rest that ends between two
   * readings would be over for the one and not yet for the other, and nobody would come.
   */
  #wakeLater(now: number): void {
    const due = [
      this.#first(false) === undefined ? 0 : this.#nextLargeAt,
      this.#first(true) === undefined ? 0 : this.#nextHugeAt,
    ].filter((at) => at > now)
    const at = Math.min(...due)
    if (at >= this.#wakesAt) return
    clearTimeout(this.#timer)
    this.#wakesAt = at
    this.#timer = setTimeout(
      () => {
        this.#wakesAt = Number.POSITIVE_INFINITY
        this.#wake()
      },
      Math.max(1, Math.ceil(at - now)),
    )
    this.#timer.unref()
  }
}
