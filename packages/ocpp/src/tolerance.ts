/**
 * What can be forgiven a station, in four kinds. The frame as sent stays in the message log; the payload handed on is the mended one, and
 * every mend is a `Deviation`. A mend never changes a value: what has no certain meaning is refused, whatever is tolerated.
 */
export const tolerances = [
  /**
   * The right thing in another type: "12" for 12 and 12 for "12", 12.7 for an integer, 1 for true, a date-time without zone or with a space,
   * a word in other letters or none of the list, a text longer or a number larger than allowed.
   */
  'loose-types',
  /**
   * The right thing in another container: one for a list, a list of one for one, an object for text and text for an object, lists too short
   * or too long, members nobody knows. Of a list of reports an odd one is left out, the others are taken.
   */
  'loose-containers',
  /** What is missing, null or "": left out where it is optional, else filled with a default that promises nothing (`defaults.ts`). */
  'missing-members',
  /**
   * What is around the payload: no WebSocket subprotocol, numeric, empty, long and reused message ids, no payload, binary frames, bytes that are
   * no UTF-8, and slips in the JSON that leave no doubt (`mend-json.ts`).
   */
  'loose-frames',
] as const

export type Tolerance = (typeof tolerances)[number]

/** What a tolerated message did otherwise than the standard has it, and where. */
export interface Deviation {
  /** JSON pointer into the payload; empty for the frame around it. */
  path: string
  rule: Tolerance
  message: string
}

/** More than an operator reads, and a message of megabytes must not make a list of as many. */
const mostDeviations = 30

export class Deviations {
  /** All kinds, also of those beyond the list. */
  readonly rules: Set<Tolerance> = new Set()
  readonly #list: Deviation[] = []
  #more = 0

  get list(): readonly Deviation[] {
    if (this.#more === 0) return this.#list
    const rule = this.#list[0]?.rule ?? 'loose-types'
    return [...this.#list, { path: '', rule, message: `and ${this.#more} more` }]
  }

  /** Then only `count` them. */
  get full(): boolean {
    return this.#list.length >= mostDeviations
  }

  add(deviation: Deviation): void {
    this.rules.add(deviation.rule)
    if (this.full) this.#more++
    else this.#list.push(deviation)
  }

  count(rule: Tolerance): void {
    this.rules.add(rule)
    this.#more++
  }
}
