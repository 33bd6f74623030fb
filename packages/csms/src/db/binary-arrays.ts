/**
 * Columns of rows as PostgreSQL's binary arrays, for `unnest($1::text[], …)`. Of the ways we measured (JSON records, text arrays,
 * these), they cost both ends the least: nothing is escaped here and nothing is parsed there. See docs/decisions.
 */

/** The array's element type for a column type. */
export function elementType(columnType: string): ElementType {
  const element = elementTypes[columnType]
  if (!element) throw new Error(`no binary form for columns of type ${columnType}`)
  return element
}

type ElementType = 'text' | 'json' | 'int4' | 'int8' | 'float8' | 'bool' | 'timestamptz'

const elementTypes: { readonly [type: string]: ElementType | undefined } = {
  text: 'text',
  json: 'json',
  int2: 'int4',
  int4: 'int4',
  int8: 'int8',
  float8: 'float8',
  bool: 'bool',
  timestamptz: 'timestamptz',
}

const oids: Record<ElementType, number> = {
  text: 25,
  json: 114,
  int4: 23,
  int8: 20,
  float8: 701,
  bool: 16,
  timestamptz: 1184,
}

/** Bytes of one element. */
const widths = { int4: 4, int8: 8, float8: 8, bool: 1, timestamptz: 8 }

/** PostgreSQL counts from 2000. */
const epochMs = Date.UTC(2000, 0, 1)
const headerBytes = 20
/** A character of JavaScript is at most three bytes of UTF-8. */
const bytesPerCharacter = 3
/** Up to here a loop is faster than the call it saves. */
const shortText = 40
const keepBytes = 4 * 1024 * 1024

/** Writes into one buffer that is used again for the next batch: take the values, send them, then `reset`. */
export class BinaryArrays {
  #buffer: Buffer
  #view: DataView
  #at = 0

  constructor(bytes = 256 * 1024) {
    this.#buffer = Buffer.allocUnsafeSlow(bytes)
    this.#view = new DataView(this.#buffer.buffer)
  }

  reset(): void {
    this.#at = 0
    // One enormous batch is no reason to hold its memory for ever.
    if (this.#buffer.length > keepBytes) this.#take(Buffer.allocUnsafeSlow(keepBytes))
  }

  /** Throws for a value that does not fit its type. Absent values are null. */
  column(type: ElementType, name: string, rows: readonly object[]): Buffer {
    const from = this.#at
    // Enough for every element that is no text.
    this.#reserve(headerBytes + rows.length * 12)
    const view = this.#view
    view.setInt32(from, 1) // dimensions
    view.setInt32(from + 4, 1) // there may be nulls
    view.setInt32(from + 8, oids[type])
    view.setInt32(from + 12, rows.length)
    view.setInt32(from + 16, 1) // the first index
    this.#at = from + headerBytes
    if (type === 'text' || type === 'json') this.#texts(name, rows)
    else this.#fixed(type, name, rows)
    return this.#buffer.subarray(from, this.#at)
  }

  #fixed(type: Exclude<ElementType, 'text' | 'json'>, name: string, rows: readonly object[]): void {
    const view = this.#view
    const bytes = widths[type]
    let at = this.#at
    for (const row of rows) {
      const value = (row as Record<string, unknown>)[name]
      if (value === null || value === undefined) {
        view.setInt32(at, -1)
        at += 4
        continue
      }
      view.setInt32(at, bytes)
      at += 4
      if (type === 'timestamptz') setMicroseconds(view, at, timeMs(value, name) - epochMs)
      else if (type === 'float8') view.setFloat64(at, value as number)
      else if (type === 'int4') view.setInt32(at, int4(value as number))
      else if (type === 'bool') view.setUint8(at, value ? 1 : 0)
      else view.setBigInt64(at, int8(value as number | bigint))
      at += bytes
    }
    this.#at = at
  }

  #texts(name: string, rows: readonly object[]): void {
    for (const row of rows) {
      const value = (row as Record<string, unknown>)[name]
      if (value === null || value === undefined) {
        this.#reserve(4)
        this.#view.setInt32(this.#at, -1)
        this.#at += 4
      } else {
        this.#text(String(value))
      }
    }
  }

  #text(text: string): void {
    this.#reserve(4 + text.length * bytesPerCharacter)
    const from = this.#at + 4
    const bytes = (text.length <= shortText && this.#ascii(text, from)) || this.#utf8(text, from)
    this.#view.setInt32(from - 4, bytes)
    this.#at = from + bytes
  }

  /** How many bytes it wrote; 0 for a text that has other characters. */
  #ascii(text: string, from: number): number {
    const buffer = this.#buffer
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === 0 || code > 127) return 0
      buffer[from + i] = code
    }
    return text.length
  }

  #utf8(text: string, from: number): number {
    // PostgreSQL's text cannot hold the character zero; a message is not refused for it.
    return this.#buffer.write(text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text, from)
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    // Arrays already handed out keep the old buffer alive.
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + bytes))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#take(larger)
  }

  #take(buffer: Buffer): void {
    this.#buffer = buffer
    this.#view = new DataView(buffer.buffer)
  }
}

function int4(value: number): number {
  if (value >= -(2 ** 31) && value < 2 ** 31) return value
  throw new RangeError(`${value} does not fit four bytes`)
}

function int8(value: number | bigint): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return BigInt(value)
  throw new RangeError(`${value} is no whole number`)
}

/** A clock that stands at the year 1 or 9999 is a station's own affair: more microseconds than a double counts. */
function setMicroseconds(view: DataView, at: number, ms: number): void {
  const us = ms * 1000
  if (!Number.isSafeInteger(us)) {
    view.setBigInt64(at, BigInt(ms) * 1000n)
    return
  }
  const high = Math.floor(us / 2 ** 32)
  view.setInt32(at, high)
  view.setUint32(at + 4, us - high * 2 ** 32)
}

function timeMs(value: unknown, name: string): number {
  const ms = value instanceof Date ? value.getTime() : Date.parse(String(value))
  if (Number.isNaN(ms)) throw new RangeError(`${name} is no time`)
  return ms
}
