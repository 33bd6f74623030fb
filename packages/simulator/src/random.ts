/**
 * Random numbers that can be had again: the same seed gives the same numbers on every machine. `fork` gives independent streams by name, so
 * that one more choice in one place does not shift the choices in all others.
 */
export class Random {
  readonly seed: string
  #a: number
  #b: number
  #c: number
  #d: number

  constructor(seed: string | number) {
    this.seed = String(seed)
    ;[this.#a, this.#b, this.#c, this.#d] = hash128(this.seed)
    for (let i = 0; i < 12; i++) this.next()
  }

  fork(name: string | number): Random {
    return new Random(`${this.seed}/${name}`)
  }

  /** From 0 up to, not including, 1. The generator is Chris Doty-Humphrey's public-domain sfc32. */
  next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t
    this.#c |= 0
    return (t >>> 0) / 2 ** 32
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** Both ends included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  /** Waiting times of independent arrivals. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }

  hex(digits: number): string {
    let text = ''
    while (text.length < digits) text += Math.floor(this.next() * 16).toString(16)
    return text
  }
}

/** Spreads a text over four words; FNV-1a with a different start for each. */
function hash128(text: string): [number, number, number, number] {
  const word = (offset: number) => {
    let h = (0x811c9dc5 ^ offset) | 0
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    return h ^ (h >>> 13)
  }
  return [word(0), word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)]
}
