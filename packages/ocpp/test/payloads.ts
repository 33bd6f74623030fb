import fc from 'fast-check'
import type { Schema } from '../tools/read-schemas.ts'

/** Payloads made from a JSON schema, knowing nothing of our own definitions. */
export class PayloadMaker {
  readonly #root: Schema

  constructor(root: Schema) {
    this.#root = root
  }

  /** A valid payload with every member present and every list as short as allowed, but not empty. */
  full(schema: Schema = this.#root): unknown {
    const { $ref, type, properties = {}, items, minItems = 1, enum: values } = schema
    if ($ref) return this.full(this.#resolve($ref))
    if (values) return values[0]
    if (type === 'object')
      return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, this.full(value)]))
    if (type === 'array' && items) return Array.from({ length: Math.max(1, minItems) }, () => this.full(items))
    return scalars(schema)[0]
  }

  /** Any valid payload. */
  valid(schema: Schema = this.#root): fc.Arbitrary<unknown> {
    const { $ref, type, properties = {}, required = [], items, minItems = 0, maxItems, enum: values } = schema
    if ($ref) return this.valid(this.#resolve($ref))
    if (values) return fc.constantFrom(...values)
    if (type === 'object') {
      const members = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, this.valid(value)]))
      return fc.record(members, { requiredKeys: required, noNullPrototype: true })
    }
    if (type === 'array' && items) {
      return fc.array(this.valid(items), {
        minLength: minItems,
        maxLength: Math.min(maxItems ?? 3, Math.max(3, minItems)),
      })
    }
    return fc.constantFrom(...scalars(schema))
  }

  /** The payload with one thing changed, for everything there is to change about it. Most changes break it, some do not. */
  *mutations(payload: unknown, schema: Schema = this.#root): Generator<unknown> {
    const { $ref, type, properties = {}, items, maxItems, minItems, enum: values } = schema
    if ($ref) {
      yield* this.mutations(payload, this.#resolve($ref))
      return
    }
    yield* strangers
    if (values) yield* [...values, '', `${values[0]} `, String(values[0]).toLowerCase()]
    else if (type === 'object') {
      const object = (payload ?? this.full(schema)) as Record<string, unknown>
      yield { ...object, another: 1 }
      yield { ...object, ...JSON.parse('{"__proto__":1}') }
      yield { ...object, constructor: 'x' }
      for (const [key, value] of Object.entries(properties)) {
        const { [key]: present, ...rest } = object
        yield rest
        for (const changed of this.mutations(present, value)) yield { ...object, [key]: changed }
      }
    } else if (type === 'array' && items) {
      const element = this.full(items)
      const lengths = [0, 1, 2, (minItems ?? 1) - 1, minItems ?? 0, maxItems ?? 3, (maxItems ?? 3) + 1]
      for (const length of new Set(lengths)) yield Array.from({ length }, () => element)
      for (const changed of this.mutations(element, items)) yield [element, changed]
    } else {
      yield* scalars(schema)
      yield* nearMisses(schema)
    }
  }

  #resolve($ref: string): Schema {
    return this.#root.definitions?.[$ref.replace('#/definitions/', '')] ?? {}
  }
}

/** Values that are right in few places. */
const strangers = [null, true, 0, -1, 1.5, 1e308, 'x', '', '12', [], {}, [[]], ['x'], { vendorId: 'x', any: {} }]

/** Without what RFC 3339 and Ajv see differently: `formats.test.ts` lists that. */
const dateTimes = [
  '2026-03-01T08:00:00Z',
  '2024-02-29T23:59:59.123456+05:30',
  '2026-12-31t00:00:00.1z',
  '0001-01-01T00:00:00-23:59',
]
const noDateTimes = [
  '2026-03-01',
  '2026-02-30T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '2026-03-01T08:00:00',
  '2026-13-01T00:00:00Z',
  '2026-03-01T24:00:00Z',
  ' 2026-03-01T08:00:00Z',
]
const uris = [
  'ftp://user:secret@example.com:21/a/b.bin',
  'https://example.com',
  'http://[2001:db8::1]:8080/x?y=1#z',
  'urn:example:firmware',
  'file:///a%20b',
]
const noUris = [
  'example.com/firmware',
  '/firmware.bin',
  'http://example.com/a b',
  'ftp://example.com/%zz',
  '://x',
  'https://exa mple.com',
  'http://a/<b>',
]

function scalars(schema: Schema): unknown[] {
  const { type, format, maxLength, minimum, maximum, multipleOf } = schema
  if (type === undefined) return [{ any: ['thing'] }, 'x', 1, null, false, []]
  if (type === 'boolean') return [true, false]
  if (format === 'date-time') return dateTimes
  if (format === 'uri') return uris
  // Length counts characters, not UTF-16 units: the last one has twice as many of those.
  if (type === 'string')
    return ['x', 'é "\\\n', ...(maxLength ? ['x'.repeat(maxLength), '🔌'.repeat(maxLength)] : ['x'.repeat(3000)])]
  const step = type === 'integer' ? 1 : (multipleOf ?? 0.25)
  const start = minimum ?? maximum ?? 0
  const up = [start, start + step, start + 2 * step, maximum ?? start + 3 * step, maximum ?? 1e6]
  const down = [start - step, -0.3]
  const numbers = [...up, ...(minimum === undefined ? down.slice(0, type === 'integer' ? 1 : 2) : [])]
  return multipleOf === undefined ? numbers : [...numbers, 0.3, 0.7, 8.7, 16.1, 32]
}

function nearMisses({ type, format, maxLength, minimum, maximum, multipleOf }: Schema): unknown[] {
  if (format === 'date-time') return noDateTimes
  if (format === 'uri') return noUris
  if (type === 'string')
    return maxLength ? ['x'.repeat(maxLength + 1), '🔌'.repeat(maxLength + 1), 'x'.repeat(2 * maxLength + 1)] : []
  if (type !== 'integer' && type !== 'number') return []
  const beyond = [minimum, maximum]
    .filter((bound) => bound !== undefined)
    .flatMap((bound) => [bound - 1, bound - 0.001, bound + 0.001, bound + 1])
  return [
    ...beyond,
    ...(multipleOf === undefined ? [] : [0.05, 0.31, 8.75, 6.0000001]),
    7.0,
    1e21,
    Number.MAX_SAFE_INTEGER,
  ]
}
