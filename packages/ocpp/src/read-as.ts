/** A value of another type read as what belongs there, where its meaning is certain. Pure. */
import type { Check } from './checks.ts'
import type { Tolerance } from './tolerance.ts'
import { sameWord } from './words.ts'

export interface Reading {
  readonly value: unknown
  readonly by: Tolerance
}

/** Undefined: there is no telling. Never for null, which is a missing value. */
export function readAs(value: unknown, check: Check): Reading | undefined {
  switch (check.kind) {
    case 'string':
    case 'enum':
    case 'uri':
      return asText(value)
    case 'dateTime':
      return typeof value === 'number' ? asTime(value) : fromList(value)
    case 'integer':
    case 'number':
      return asNumber(value, check)
    case 'boolean':
      return asBoolean(value)
    case 'object':
      return asObject(value, check)
    default:
      return undefined
  }
}

/** One thing where a list belongs. */
export function readAsList(value: unknown): Reading {
  const parsed = typeof value === 'string' ? parse(value, '[') : undefined
  return { value: Array.isArray(parsed) ? parsed : [value], by: 'loose-containers' }
}

function asText(value: unknown): Reading | undefined {
  if (typeof value === 'boolean') return { value: String(value), by: 'loose-types' }
  if (typeof value === 'number') {
    // Beyond that, JSON has lost digits: it would be another text.
    const isWhole = !Number.isInteger(value) || Number.isSafeInteger(value)
    return isWhole ? { value: String(value), by: 'loose-types' } : undefined
  }
  if (typeof value !== 'object') return undefined
  try {
    return { value: JSON.stringify(value), by: 'loose-containers' }
  } catch {
    return undefined // nested too deep to be written
  }
}

const decimal = /^\s*[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[\s\0]*$/

function asNumber(value: unknown, check: Check): Reading | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return { value: Math.round(value), by: 'loose-types' }
  if (typeof value === 'boolean')
    return check.kind === 'integer' ? { value: Number(value), by: 'loose-types' } : undefined
  if (typeof value !== 'string') return fromList(value)
  if (!decimal.test(value)) return undefined
  const number = Number(value.replaceAll('\0', ''))
  const isExact = Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number))
  return isExact ? { value: number, by: 'loose-types' } : undefined
}

function asBoolean(value: unknown): Reading | undefined {
  if (value === 0 || value === 1) return { value: value === 1, by: 'loose-types' }
  if (typeof value !== 'string') return fromList(value)
  const word = sameWord(value, ['true', 'false', '1', '0'])
  return word === undefined ? undefined : { value: word === 'true' || word === '1', by: 'loose-types' }
}

/** Seconds or milliseconds since 1970, told apart by size: from 2001 to 2106 nothing is both. */
function asTime(value: number): Reading | undefined {
  const ms =
    value >= 1e9 && value < 2 ** 32 ? value * 1000 : value >= 1e12 && value < 2 ** 32 * 1000 ? value : undefined
  return ms === undefined ? undefined : { value: new Date(ms).toISOString(), by: 'loose-types' }
}

function asObject(value: unknown, { object }: Check): Reading | undefined {
  if (Array.isArray(value)) return fromList(value)
  const parsed = typeof value === 'string' ? parse(value, '{') : undefined
  if (parsed !== undefined) return { value: parsed, by: 'loose-containers' }
  if (object?.main === undefined || (typeof value !== 'string' && typeof value !== 'number')) return undefined
  return { value: { [object.main]: value }, by: 'loose-containers' }
}

/** A list of one where one belongs. */
function fromList(value: unknown): Reading | undefined {
  return Array.isArray(value) && value.length === 1 && !Array.isArray(value[0])
    ? { value: value[0], by: 'loose-containers' }
    : undefined
}

function parse(text: string, opening: '[' | '{'): object | undefined {
  if (!text.trimStart().startsWith(opening)) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}
