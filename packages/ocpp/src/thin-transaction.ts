/**
 * A transaction message of many megabytes is nearly all meter values. It is not read as JSON as a whole, which would keep everybody else
 * waiting and cost ten times its size: its bytes are looked through slice by slice, and of its meter values so many are kept, evenly
 * spread, the first and the last among them.
 */
import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'

export interface Thinned {
  readonly text: string
  /** Meter values that were sent, and that are kept. */
  readonly sent: number
  readonly kept: number
  /** Of the whole frame. */
  readonly bytes: number
  readonly sha256: string
}

/** Enough for a value each minute of a day and a half. */
const mostKept = 2_000
/** Between two of them others have their turn. */
const sliceBytes = 512 * 1024

/** The lists of StopTransaction (OCPP 1.6 §6.49) and TransactionEvent (2.0.1 part 2, 1.60). */
const lists = ['"transactionData"', '"meterValue"'].map((name) => Buffer.from(name))

export async function thinTransaction(data: Buffer): Promise<Thinned> {
  const hash = createHash('sha256')
  const scanner = new Scanner(data)
  for (let at = 0; at < data.length; at += sliceBytes) {
    const end = Math.min(at + sliceBytes, data.length)
    scanner.scan(at, end)
    hash.update(data.subarray(at, end))
    await turn()
  }
  const { sent } = scanner
  return { ...scanner.result(), sent, bytes: data.length, sha256: hash.digest('hex') }
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace, comma, colon] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0x3a,
]

/** Depth of a member's value that is a list, in `[2,"id","Action",{"member":[…]}]`. */
const listDepth = 3

/** Where the elements of the list of meter values are; of very many every second one is forgotten again, as often as it takes. */
class Scanner {
  readonly #data: Buffer
  #depth = 0
  #inString = false
  #isEscaped = false
  /** Where the last string of the payload's own level began: a member's name, when a colon follows. */
  #stringFrom = 0
  #stringTo = 0
  #nameFrom = 0
  #nameTo = 0
  /** The list, once it was found; `to` when it is over. */
  #listFrom = -1
  #listTo = -1
  #elementFrom = -1
  sent = 0
  #stride = 1
  #elements: [from: number, to: number][] = []
  #last: [from: number, to: number] | null = null

  constructor(data: Buffer) {
    this.#data = data
  }

  scan(from: number, to: number): void {
    const data = this.#data
    for (let at = from; at < to; at++) {
      const byte = data[at]
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === backslash) this.#isEscaped = true
        else if (byte === quote) {
          this.#inString = false
          this.#stringTo = at + 1
        }
        continue
      }
      switch (byte) {
        case quote:
          this.#inString = true
          this.#stringFrom = at
          break
        case colon:
          if (this.#depth === listDepth - 1) [this.#nameFrom, this.#nameTo] = [this.#stringFrom, this.#stringTo]
          break
        case openBracket:
        case openBrace:
          this.#open(at)
          break
        case closeBracket:
        case closeBrace:
          this.#close(at)
          break
        case comma:
          if (this.#isInList && this.#depth === listDepth) this.#endElement(at)
      }
    }
  }

  get #isInList(): boolean {
    return this.#listFrom >= 0 && this.#listTo < 0
  }

  #open(at: number): void {
    this.#depth++
    if (this.#depth !== listDepth || this.#listFrom >= 0 || this.#data[at] !== openBracket) return
    const name = this.#data.subarray(this.#nameFrom, this.#nameTo)
    if (!lists.some((list) => list.equals(name))) return
    this.#listFrom = at + 1
    this.#elementFrom = at + 1
  }

  #close(at: number): void {
    if (this.#isInList && this.#depth === listDepth) {
      if (this.#data.subarray(this.#elementFrom, at).some((byte) => byte > 0x20)) this.#endElement(at)
      this.#listTo = at
    }
    this.#depth--
  }

  #endElement(at: number): void {
    const element: [number, number] = [this.#elementFrom, at]
    this.#elementFrom = at + 1
    this.#last = element
    if (this.sent++ % this.#stride !== 0) return
    this.#elements.push(element)
    if (this.#elements.length < 2 * mostKept) return
    this.#elements = this.#elements.filter((_, i) => i % 2 === 0)
    this.#stride *= 2
  }

  result(): { text: string; kept: number } {
    if (this.#listTo < 0) return { text: this.#data.toString(), kept: this.sent }
    const elements = this.#elements
    if (this.#last && elements.at(-1)?.[0] !== this.#last[0]) elements.push(this.#last)
    const list = elements.map(([from, to]) => this.#data.toString('utf8', from, to)).join()
    const [before, after] = [this.#data.toString('utf8', 0, this.#listFrom), this.#data.toString('utf8', this.#listTo)]
    return { text: `${before}${list}${after}`, kept: elements.length }
  }
}
