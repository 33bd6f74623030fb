/**
 * One computation for many who ask the same: five hundred open pages ask again in the same moment. Those who come while it runs wait for
 * the next one together, so that nobody is told what was true before they asked, but those who say that they take what is a little older.
 */

/** So long an answer that says of when it is is kept for those who take one of that age. */
const keptMs = 10_000

export interface Asked<T> {
  /** What is the same for all who ask the same. */
  readonly name: string
  readonly organisationId: string
  /** It says of when it is. */
  readonly isKept: boolean
  /** How old an answer they take, in ms; 0: one that begins to be computed after they asked. */
  readonly maxAgeMs: number
  compute(): Promise<T>
}

interface Computing<T> {
  running: Promise<T> | null
  /** Begins when the running one is over. */
  next: Promise<T> | null
  kept: Kept<T> | null
}

interface Kept<T> {
  readonly answer: T
  /** When it began to be computed. */
  readonly at: Date
}

export class SharedAnswers<T> {
  readonly #now: () => Date
  /** By organisation and name. */
  readonly #computing = new Map<string, Map<string, Computing<T>>>()

  constructor(now: () => Date) {
    this.#now = now
  }

  answer(asked: Asked<T>): Promise<T> {
    const { name, organisationId, maxAgeMs } = asked
    const computing = this.#computing
      .getOrInsertComputed(organisationId, () => new Map<string, Computing<T>>())
      .getOrInsertComputed(name, () => ({ running: null, next: null, kept: null }))
    const { running, next, kept } = computing
    const ageMs = kept ? this.#now().getTime() - kept.at.getTime() : Number.NaN
    // A clock that was set back makes what is kept of no known age.
    if (kept && ageMs >= 0 && ageMs < maxAgeMs) return Promise.resolve(kept.answer)
    if (next) return next
    if (!running) return this.#begin(computing, asked)
    if (maxAgeMs > 0) return running
    computing.next = running
      .catch(() => {})
      .then(() => {
        computing.next = null
        return this.#begin(computing, asked)
      })
    return computing.next
  }

  /** Something of theirs was changed: what was computed before, or is being computed, is told to nobody who asks from now on. */
  forget(organisationId: string): void {
    this.#computing.delete(organisationId)
  }

  async #begin(computing: Computing<T>, asked: Asked<T>): Promise<T> {
    const at = this.#now()
    computing.kept = null
    computing.running = asked.compute()
    try {
      const answer = await computing.running
      if (asked.isKept) this.#keep(computing, asked, { answer, at })
      return answer
    } finally {
      computing.running = null
      this.#tidy(computing, asked)
    }
  }

  #keep(computing: Computing<T>, asked: Asked<T>, kept: Kept<T>): void {
    computing.kept = kept
    setTimeout(() => {
      if (computing.kept === kept) computing.kept = null
      this.#tidy(computing, asked)
    }, keptMs).unref()
  }

  #tidy(computing: Computing<T>, { organisationId, name }: Asked<T>): void {
    if (computing.running || computing.next || computing.kept) return
    const ofOrganisation = this.#computing.get(organisationId)
    if (ofOrganisation?.get(name) !== computing) return
    ofOrganisation.delete(name)
    if (ofOrganisation.size === 0) this.#computing.delete(organisationId)
  }
}
