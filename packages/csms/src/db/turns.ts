/**
 * Who is next at the one session of the embedded database. Each line gets a share of the session's time by its weight while it has
 * something to do, so that what stations wait for goes first, and what operators ask goes on.
 */

/** Group commits; queries of handlers and loops; what operators ask; maintenance. */
export type Line = 'batches' | 'handlers' | 'operators' | 'upkeep'

const weights: { readonly [L in Line]: number } = { batches: 8, handlers: 8, operators: 2, upkeep: 1 }
/** In this order where the shares are even. */
const lines = Object.keys(weights) as Line[]

/** A turn of an operator that stations wait behind is told to end after so long, and again and again until it does. */
export const patienceMs = 1_000

interface Turn {
  readonly line: Line
  readonly sinceMs: number
  /** Where its line stood when it began. */
  readonly from: number
}

export interface TurnsOptions {
  /** Milliseconds of a clock that nobody sets. */
  readonly nowMs?: () => number
  /** The turn takes too long. */
  readonly overtime?: () => void
}

export class Turns {
  readonly #nowMs: () => number
  readonly #overtime: () => void
  readonly #waiting: { readonly [L in Line]: (() => void)[] } = { batches: [], handlers: [], operators: [], upkeep: [] }
  /** What each line has had, in milliseconds by its weight. A line that comes back is given nothing for the time it was away. */
  readonly #had: { [L in Line]: number } = { batches: 0, handlers: 0, operators: 0, upkeep: 0 }
  #turn: Turn | null = null
  #busyMs = 0
  #patience: NodeJS.Timeout | null = null

  constructor({ nowMs = () => performance.now(), overtime = () => {} }: TurnsOptions = {}) {
    this.#nowMs = nowMs
    this.#overtime = overtime
  }

  /** Calls `begin` when it is this one's turn, perhaps at once. Whoever began calls `end`. */
  ask(line: Line, begin: () => void): void {
    if (this.#waiting[line].length === 0 && this.#turn?.line !== line) {
      this.#had[line] = Math.max(this.#had[line], this.#turn?.from ?? this.#latest())
    }
    this.#waiting[line].push(begin)
    if (this.#turn) this.#watch()
    else this.#next()
  }

  end(): void {
    const turn = this.#turn
    if (!turn) return
    if (this.#patience) clearInterval(this.#patience)
    this.#patience = null
    this.#turn = null
    const tookMs = this.#nowMs() - turn.sinceMs
    this.#had[turn.line] = turn.from + tookMs / weights[turn.line]
    if (turn.line !== 'upkeep') this.#busyMs += tookMs
    this.#next()
  }

  /** How long the session has worked for stations and operators. */
  get busyMs(): number {
    return this.#busyMs
  }

  #next(): void {
    const line = lines
      .filter((one) => this.#waiting[one].length > 0)
      .reduce<Line | null>((a, b) => this.#lesser(a, b), null)
    const begin = line && this.#waiting[line].shift()
    if (!begin) return
    this.#turn = { line, sinceMs: this.#nowMs(), from: this.#had[line] }
    this.#watch()
    begin()
  }

  #lesser(a: Line | null, b: Line): Line {
    return a === null || this.#had[b] < this.#had[a] ? b : a
  }

  #latest(): number {
    return Math.max(...lines.map((line) => this.#had[line]))
  }

  /** Is it this line's turn, and what stations wait for behind it? */
  holdsUpStations(line: Line): boolean {
    return this.#turn?.line === line && this.#waiting.batches.length + this.#waiting.handlers.length > 0
  }

  #watch(): void {
    if (this.holdsUpStations('operators')) this.#patience ??= setInterval(this.#overtime, patienceMs).unref()
  }
}
