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

/** PostgreSQL counts from 2000. */
const epochMs = Date.UTC(2000, 0, 1)
const headerBytes = 20

/** Writes into one buffer that is used again for the next batch: take the values, send them, then `reset`. */
export class BinaryArrays {
  #buffer: Buffer
  #at = 0

  constructor(bytes = 256 * 1024) {
    this.#buffer = Buffer.allocUnsafeSlow(bytes)
  }

  reset(): void {
    this.#at = 0
    // One enormous batch is no reason to hold its memory for ever.
    if (this.#buffer.length > keepBytes) this.#buffer = Buffer.allocUnsafeSlow(keepBytes)
  }

  /** Throws for a value that does not fit its type. Absent values are null. */
  column(type: ElementType, name: string, rows: readonly object[]): Buffer {
    const from = this.#at
    this.#reserve(headerBytes)
    const buffer = this.#buffer
    buffer.writeInt32BE(1, from) // dimensions
    buffer.writeInt32BE(1, from + 4) // there may be nulls
    buffer.writeInt32BE(oids[type], from + 8)
    buffer.writeInt32BE(rows.length, from + 12)
    buffer.writeInt32BE(1, from + 16) // the first index
    this.#at = from + headerBytes
    for (const row of rows) {
      const value = (row as Record<string, unknown>)[name]
      if (value === null || value === undefined) this.#int4(-1)
      else this.#value(type, value, name)
    }
    return this.#buffer.subarray(from, this.#at)
  }

  #value(type: ElementType, value: unknown, name: string): void {
    if (type === 'text' || type === 'json') {
      this.#text(String(value))
    } else if (type === 'int4') {
      this.#int4(4)
      this.#int4(value as number)
    } else if (type === 'bool') {
      this.#int4(1)
      this.#byte(value ? 1 : 0)
    } else {
      this.#int4(8)
      if (type === 'float8') this.#float8(value as number)
      else if (type === 'timestamptz') this.#microseconds(timeMs(value, name) - epochMs)
      else if (typeof value === 'bigint') this.#bigint(value)
      else this.#int8(value as number)
    }
  }

  #text(value: string): void {
    // PostgreSQL's text cannot hold the character zero; a message is not refused for it.
    const text = value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
    this.#reserve(4 + text.length * 3)
    const bytes = this.#buffer.write(text, this.#at + 4)
    this.#buffer.writeInt32BE(bytes, this.#at)
    this.#at += 4 + bytes
  }

  #byte(value: number): void {
    this.#reserve(1)
    this.#at = this.#buffer.writeUInt8(value, this.#at)
  }

  #int4(value: number): void {
    this.#reserve(4)
    this.#at = this.#buffer.writeInt32BE(value, this.#at)
  }

  #int8(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`)
    const high = Math.floor(value / 2 ** 32)
    this.#reserve(8)
    this.#at = this.#buffer.writeInt32BE(high, this.#at)
    this.#at = this.#buffer.writeUInt32BE(value - high * 2 ** 32, this.#at)
  }

  /** A clock that stands at the year 1 or 9999 is a station's own affair: more microseconds than a double counts. */
  #microseconds(ms: number): void {
    if (Number.isSafeInteger(ms * 1000)) this.#int8(ms * 1000)
    else this.#bigint(BigInt(ms) * 1000n)
  }

  #bigint(value: bigint): void {
    this.#reserve(8)
    this.#at = this.#buffer.writeBigInt64BE(value, this.#at)
  }

  #float8(value: number): void {
    this.#reserve(8)
    this.#at = this.#buffer.writeDoubleBE(value, this.#at)
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    // Arrays already handed out keep the old buffer alive.
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + bytes))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}

function timeMs(value: unknown, name: string): number {
  const ms = value instanceof Date ? value.getTime() : Date.parse(String(value))
  if (Number.isNaN(ms)) throw new RangeError(`${name} is no time`)
  return ms
}

const keepBytes = 4 * 1024 * 1024
