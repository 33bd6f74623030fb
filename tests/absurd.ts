/** Payloads the schemas allow and nobody expects, made from the definitions and a seed. */
import { type Field, fieldsOf } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'
import type { Random } from '../bench/random.ts'

/** What the story knows of the house: ids that exist, here and elsewhere, so that handlers find something. */
export interface Familiar {
  readonly texts: readonly string[]
  readonly numbers: readonly number[]
}

export function absurd(version: Version, action: string, random: Random, familiar: Familiar): Record<string, unknown> {
  const generous = random.next()
  return absurdOf(fieldsOf(version, action, 'request'), { random, familiar, generous, depth: 0 })
}

interface Making {
  readonly random: Random
  readonly familiar: Familiar
  /** How likely an optional member is there. */
  readonly generous: number
  readonly depth: number
}

const absurdOf = (fields: readonly Field[], making: Making): Record<string, unknown> =>
  Object.fromEntries(
    fields
      .filter(({ required }) => required || (making.depth < 4 && making.random.chance(making.generous)))
      .map((field) => [field.name, memberOf(field, making)]),
  )

function memberOf(field: Field, making: Making): unknown {
  const { array } = field
  if (!array) return oneOf(field, making)
  const least = Math.max(array.min ?? 0, 1)
  const length = Math.min(array.max ?? 200, making.depth > 1 ? least : making.random.pick([least, least, 2, 3, 40]))
  return Array.from({ length: Math.max(length, least) }, () => oneOf(field, making))
}

const integers = [0, 1, 2, -1, 7, 9999, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1, -(2 ** 53) + 1]
const numbers = [...integers, 0.1, 1e300, -1e300, 5e-324]
const times = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '1970-01-01T00:00:00Z',
  '2024-02-29T23:59:59+14:00',
  '2026-03-01T08:00:00.000Z',
  '0000-01-01T00:00:00-12:00',
]
const texts = ['', ' ', '0', '-1', 'true', 'Faulted', '\0', 'a\0b', '\ud800', '💥', '{"a":1}', "';--", '..', 'x']
const uris = ['https://example.org/f', 'ftp://u:p@[::1]:21//a%2Fb?c#d', 'a:']

function oneOf(field: Field, making: Making): unknown {
  const { random, familiar } = making
  switch (field.type) {
    case 'object':
      return absurdOf(field.fields ?? [], { ...making, depth: making.depth + 1 })
    case 'integer':
      return numberIn(field, random.pick([...integers, ...familiar.numbers]))
    case 'number':
      return numberIn(field, random.pick([...numbers, ...familiar.numbers]))
    case 'boolean':
      return random.chance(0.5)
    case 'dateTime':
      return random.chance(0.3) ? new Date().toISOString() : random.pick(times)
    case 'uri':
      return random.pick(uris)
    case 'any':
      return random.pick([{}, [], 'text', 0, [[[{ a: null }]]]])
    default:
      return field.enum ? random.pick(field.enum) : textIn(field, making)
  }
}

function numberIn(
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, multipleOf }: Field,
  wish: number,
): number {
  const number = Math.min(Math.max(wish, min), max)
  return multipleOf === undefined || Math.abs(number) > 1e9
    ? multipleOf === undefined
      ? number
      : 1
    : Math.round(number)
}

function textIn({ maxLength = 2000 }: Field, { random, familiar }: Making): string {
  const wish = random.chance(0.2) ? 'ä'.repeat(maxLength) : random.pick([...texts, ...familiar.texts])
  return [...wish].slice(0, maxLength).join('')
}
