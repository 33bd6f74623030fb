import type { Check, ObjectCheck } from './checks.ts'
import { clip } from './clip.ts'
import type { ErrorCode } from './errors.ts'
import { fitsLength, isDateTime, isUri, readLooseDateTime } from './formats.ts'
import { type Deviation, type Tolerance, tolerances } from './tolerance.ts'

/** The first rule a payload broke. */
export interface Violation {
  code: ErrorCode
  /** JSON pointer to the offending member, or to where the missing one belongs. */
  path: string
  message: string
  /** The tolerance that would let this through. */
  tolerable?: Tolerance
}

type Container = Record<string | number, unknown>
const none: readonly Deviation[] = []

/** One walk through one payload. Every check returns whether to go on; what stopped it is in `violation`. */
export class Walk {
  deviations: readonly Deviation[] = none
  violation: Violation | undefined
  readonly #tolerated: readonly Tolerance[]
  /** Keys from the payload down to the container at hand. */
  readonly #path: (string | number)[] = []

  constructor(tolerated: readonly Tolerance[]) {
    this.#tolerated = tolerated
  }

  object(value: unknown, check: ObjectCheck): boolean {
    const container = value as Container
    let required = 0
    for (const key in container) {
      const value = container[key]
      // What JSON.stringify leaves out is not there.
      if (value === undefined) continue
      const member = check.members.get(key)
      if (member) {
        if (member.required) required++
        if (!this.#member(container, key, value, member)) return false
      } else if (!check.open && !this.#unknownMember(key)) return false
    }
    return required === check.requiredNames.length || this.#missingMember(container, check)
  }

  #member(container: Container, key: string, value: unknown, check: Check): boolean {
    if (!check.array) return this.#value(container, key, value, check)
    if (!Array.isArray(value)) {
      if (value === null) return this.#null(container, key, check)
      return this.#fail(key, 'TypeConstraintViolation', `must be a list, is ${typeName(value)}`)
    }
    if (value.length < check.array.min) {
      if (value.length === 0 && !check.required && this.#forgives('empty-lists', key, 'is an empty list'))
        return delete container[key]
      const tolerable = value.length === 0 && !check.required ? 'empty-lists' : undefined
      return this.#fail(
        key,
        'OccurrenceConstraintViolation',
        `needs at least ${check.array.min} elements, has ${value.length}`,
        tolerable,
      )
    }
    if (value.length > check.array.max) {
      return this.#fail(
        key,
        'OccurrenceConstraintViolation',
        `has ${value.length} elements, at most ${check.array.max} allowed`,
      )
    }
    this.#path.push(key)
    const elements = value as unknown as Container
    for (let i = 0; i < value.length; i++) if (!this.#value(elements, i, value[i], check)) return false
    this.#path.pop()
    return true
  }

  #value(container: Container, key: string | number, value: unknown, check: Check): boolean {
    switch (check.kind) {
      case 'string':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        if (fitsLength(value, check.maxLength)) return true
        return this.#refuse(
          'too-long-strings',
          key,
          'PropertyConstraintViolation',
          `is longer than ${check.maxLength} characters`,
        )
      case 'enum':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        return check.values?.has(value) || this.#outsideEnum(container, key, value, check)
      case 'dateTime':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        return isDateTime(value) || this.#looseDateTime(container, key, value, check)
      case 'uri':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        return isUri(value) || this.#notOfFormat(container, key, value, check, 'a URI')
      case 'integer':
        if (!Number.isInteger(value)) return this.#wrongType(container, key, value, check)
        return this.#bounds(key, value as number, check)
      case 'number':
        if (!Number.isFinite(value)) return this.#wrongType(container, key, value, check)
        return this.#bounds(key, value as number, check)
      case 'boolean':
        return typeof value === 'boolean' || this.#wrongType(container, key, value, check)
      case 'object': {
        if (typeof value !== 'object' || value === null || Array.isArray(value))
          return this.#wrongType(container, key, value, check)
        this.#path.push(key)
        if (!check.object || !this.object(value, check.object)) return false
        this.#path.pop()
        return true
      }
      case 'any':
        return true
    }
  }

  #bounds(key: string | number, value: number, check: Check): boolean {
    if (value < check.min || value > check.max) {
      const limit = value < check.min ? `less than ${check.min}` : `more than ${check.max}`
      return this.#refuse('out-of-bounds', key, 'PropertyConstraintViolation', `is ${value}, ${limit}`)
    }
    if (check.multipleOf === undefined) return true
    // 0.3 / 0.1 is not 3 in binary: what is a multiple in decimal, as it stands on the wire, must pass.
    const steps = value / check.multipleOf
    if (!(Math.abs(Math.round(steps) - steps) > 1e-6)) return true
    return this.#refuse(
      'out-of-bounds',
      key,
      'PropertyConstraintViolation',
      `is ${value}, not a multiple of ${check.multipleOf}`,
    )
  }

  #outsideEnum(container: Container, key: string | number, value: string, check: Check): boolean {
    if (value === '' && this.#forgivesEmpty(key, check)) return delete container[key]
    const tolerable = value === '' && !check.required ? 'empty-strings' : 'unknown-enum-values'
    return this.#refuse(
      tolerable,
      key,
      'PropertyConstraintViolation',
      `is ${quoted(value)}, which is none of ${allowed(check.values)}`,
    )
  }

  // dateTime and anyURI are data types of OCPP: a string that is none violates the type, not a constraint of the member.
  #notOfFormat(container: Container, key: string | number, value: string, check: Check, what: string): boolean {
    if (value === '' && this.#forgivesEmpty(key, check)) return delete container[key]
    const tolerable = value === '' && !check.required ? 'empty-strings' : undefined
    return this.#fail(key, 'TypeConstraintViolation', `is ${quoted(value)}, which is not ${what}`, tolerable)
  }

  #looseDateTime(container: Container, key: string | number, value: string, check: Check): boolean {
    const read = readLooseDateTime(value)
    if (read === undefined) return this.#notOfFormat(container, key, value, check, 'a date-time (RFC 3339)')
    const message = `is ${quoted(value)}, which is not a date-time by RFC 3339`
    if (!this.#refuse('loose-date-times', key, 'TypeConstraintViolation', message)) return false
    container[key] = read
    return true
  }

  #wrongType(container: Container, key: string | number, value: unknown, check: Check): boolean {
    if (value === null) return this.#null(container, key, check)
    const message = `must be ${kindName(check)}, is ${typeName(value)}`
    const converted = convert(value, check)
    if (!converted) return this.#fail(key, 'TypeConstraintViolation', message)
    if (!this.#refuse(converted.by, key, 'TypeConstraintViolation', message)) return false
    container[key] = converted.value
    return this.#value(container, key, converted.value, check)
  }

  #null(container: Container, key: string | number, check: Check): boolean {
    const optional = typeof key === 'string' && !check.required
    if (optional && this.#forgives('null-values', key, 'is null')) return delete container[key]
    const must = check.array && typeof key === 'string' ? 'a list' : kindName(check)
    return this.#fail(key, 'TypeConstraintViolation', `must be ${must}, is null`, optional ? 'null-values' : undefined)
  }

  #unknownMember(key: string): boolean {
    return this.#refuse('unknown-properties', key, 'FormatViolation', 'is no member of this message')
  }

  #missingMember(container: Container, check: ObjectCheck): boolean {
    const missing = check.requiredNames.find((name) => container[name] === undefined) ?? ''
    return this.#fail(missing, 'OccurrenceConstraintViolation', 'is missing')
  }

  #forgivesEmpty(key: string | number, check: Check): boolean {
    return !check.required && typeof key === 'string' && this.#forgives('empty-strings', key, 'is an empty string')
  }

  #refuse(tolerance: Tolerance, key: string | number, code: ErrorCode, message: string): boolean {
    return this.#forgives(tolerance, key, message) || this.#fail(key, code, message, tolerance)
  }

  #forgives(tolerance: Tolerance, key: string | number, message: string): boolean {
    if (!this.#tolerated.includes(tolerance)) return false
    const path = this.#pointer(key)
    this.deviations = [...this.deviations, { path, rule: tolerances[tolerance], message: `${path} ${message}` }]
    return true
  }

  #fail(key: string | number, code: ErrorCode, message: string, tolerable?: Tolerance): false {
    const path = this.#pointer(key)
    this.violation = { code, path, message: `${path} ${message}`, ...(tolerable && { tolerable }) }
    return false
  }

  /** RFC 6901. */
  #pointer(key: string | number): string {
    return [...this.#path, key]
      .map((part) => `/${clip(String(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('')
  }
}

function convert(value: unknown, check: Check): { value: unknown; by: Tolerance } | undefined {
  if (check.kind === 'string' && typeof value === 'number') return { value: String(value), by: 'number-strings' }
  if (check.kind !== 'integer' && check.kind !== 'number') return undefined
  if (typeof value === 'string' && /^\s*[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/.test(value)) {
    return Number.isFinite(Number(value)) ? { value: Number(value), by: 'number-strings' } : undefined
  }
  return typeof value === 'number' && Number.isFinite(value)
    ? { value: Math.round(value), by: 'fractional-integers' }
    : undefined
}

function kindName({ kind }: Check): string {
  return kind === 'integer' || kind === 'object' ? `an ${kind}` : kind === 'enum' ? 'a string' : `a ${kind}`
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object'
    ? 'an object'
    : typeof value === 'number'
      ? `the number ${value}`
      : `a ${typeof value}`
}

/** By name, where that is not a long list. */
function allowed(values: ReadonlySet<string> = new Set()): string {
  return values.size > 0 && values.size <= 12 ? [...values].join(', ') : 'the allowed values'
}

function quoted(value: string): string {
  return JSON.stringify(clip(value))
}
