/** Shapes every resource shares. Schemas give the types, the checks at the door and the OpenAPI document. */
import Type, { type Static, type TProperties, type TSchema } from 'typebox'

/** Request bodies and queries refuse what they do not know: a misspelt member must not be dropped in silence. */
export const Strict = <T extends TProperties>(properties: T, options: object = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

/** `T` or null, as a type array: OpenAPI 3.1 generators turn it into `T | null`. */
export function Nullable<T extends TSchema>(schema: T, options: object = {}) {
  const plain = schema as TSchema & { type?: string; enum?: readonly unknown[]; $id?: string }
  if (plain.$id !== undefined || plain.type === undefined) {
    return Type.Unsafe<Static<T> | null>({ anyOf: [schema, { type: 'null' }], ...options })
  }
  return Type.Unsafe<Static<T> | null>({
    ...plain,
    ...options,
    type: [plain.type, 'null'],
    ...(plain.enum && { enum: [...plain.enum, null] }),
  })
}

export const OneOf = <const T extends readonly string[]>(values: T, options: object = {}) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: values, ...options })

export const Text = (maxLength: number, options: object = {}) => Type.String({ maxLength, ...options })

/** ISO 8601 in UTC. */
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
/** A time a caller gives: any offset is understood. */
export const GivenTime = Type.String({ format: 'date-time', description: 'ISO 8601 with offset' })

/** Of a station that exists: some came by themselves, and vendors call them all sorts of things. */
export const StationId = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
  description: 'Identity of a charging station, as in its WebSocket URL',
  examples: ['CP1'],
})
export const OwnId = Type.String({
  minLength: 1,
  maxLength: 48,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  description: 'An id you choose: letters, digits, ".", "_", "-"',
})
/** int32: the number also travels in OCPP messages. */
export const WireNumber = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

export const Version = OneOf(['1.6', '2.0.1', '2.1'], { description: 'OCPP version' })
export const IdTokenText = Text(255, { minLength: 1, description: 'Compared without regard to case, as OCPP demands' })

export const Revision = Type.Integer({ description: 'Counts the edits; its ETag is the number in quotes' })

export const Page = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    total: Type.Integer({ description: 'How many match the filters, on all pages, as far as they were counted' }),
    totalIs: OneOf(['exact', 'atLeast'], {
      description: 'atLeast: there are so many, and probably more; counting them all would take too long',
    }),
    next: Nullable(Type.String(), { description: 'Give it as `cursor` for the next page; null on the last one' }),
  })

/** Of a list whose filters may find little in much. */
export const SearchedPage = <T extends TSchema>(item: T) =>
  Type.Object({
    ...Page(item).properties,
    searchedTo: Nullable(Type.String(), {
      description:
        'The search took longer than a page may, and has come to here: a time, or what the list is ordered by. The page may have few items or none; more may come with `next`. null: it is full, or nothing is left',
    }),
  })

export const Items = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item) })

export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Items per page' })),
  cursor: Type.Optional(Type.String({ maxLength: 1000, description: 'From `next` of the page before' })),
}

/** A free payload of a message: its members are the message's own, and keep their order. */
export const Payload = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })
export const Anything = Type.Unsafe<unknown>({})
