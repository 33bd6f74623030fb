/** The value given for all phases, or else the sum of those given one by one, at the location nearest to the vehicle. Pure. */

/** Where energy for the vehicle is measured, best first. */
const locations = ['Outlet', 'Cable', 'Body', 'Inlet', 'Upstream', 'EV']
const farthestOutlet = 2

export const isOfOnePhase = (phase: string | undefined): boolean => phase === undefined || /^L[123](-N)?$/.test(phase)

export class PhaseSum {
  rank = locations.length
  #total: number | null = null
  #phases: (number | null)[] | null = null

  /** Of two values for the same thing the larger: the other is a meter not awake yet, or counts this session only. */
  add(value: number, phase: string | undefined, location: string): void {
    if (!isOfOnePhase(phase)) return
    const found = locations.indexOf(location)
    const rank = found < 0 ? locations.length - 1 : found
    if (rank > this.rank) return
    if (rank < this.rank) {
      this.rank = rank
      this.#total = null
      this.#phases = null
    }
    if (phase === undefined) {
      if (this.#total === null || value > this.#total) this.#total = value
      return
    }
    this.#phases ??= [null, null, null]
    const at = phase.charCodeAt(1) - 49
    const known = this.#phases[at]
    if (known == null || value > known) this.#phases[at] = value
  }

  get value(): number | null {
    if (this.#total !== null || this.#phases === null) return this.#total
    return Math.round(this.#phases.reduce<number>((sum, value) => sum + (value ?? 0), 0) * 1000) / 1000
  }

  /** Which phases were added up, as bits 1, 2, 4; 0: the value was given for all. */
  get phases(): number {
    if (this.#total !== null || this.#phases === null) return 0
    return this.#phases.reduce<number>((bits, value, i) => (value === null ? bits : bits | (1 << i)), 0)
  }

  get isAtOutlet(): boolean {
    return this.rank <= farthestOutlet
  }
}
