import type { Check, ObjectCheck } from './checks.ts'
import { clip } from './clip.ts'
import type { ErrorCode } from './errors.ts'
import { fitsLength, isDateTime, isUri, readLooseDateTime } from './formats.ts'
import { type Reading, readAs, readAsList } from './read-as.ts'
import { allowed, kindName, quoted, typeName } from './say.ts'
import { type Deviation, Deviations, type Tolerance } from './tolerance.ts'
import { sameWord } from './words.ts'

/** The first rule a payload broke. */
export interface Violation {
  code: ErrorCode
  /** JSON pointer to the offending member, or to where the missing one belongs. */
  path: string
  message: string
  /** The tolerance that would go on from here. */
  cure?: Tolerance
}

type Container = Record<string | number, unknown>

/** One walk through one payload. Every check returns whether to go on; what stopped it is in `violation`. */
export class Walk {
  violation: Violation | undefined
  /** Texts and names of members that were seen. */
  strings = 0
  /** Strings that the schema does not tell beforehand. */
  readonly #texts: string[] = []
  /** Something stands there that the schema says nothing about. */
  #isOpen = false
  #deviations: Deviations | undefined
  readonly #tolerated: readonly Tolerance[]
  readonly #receivedAt: Date | undefined
  /** An answer to a command of ours: whoever asked reads its words, known or not. */
  readonly #isAnswer: boolean
  /** Looks what could be mended, and mends nothing. */
  readonly #dry: boolean
  /** Keys from the payload down to the container at hand. */
  readonly #path: (string | number)[] = []
  /** What a dry walk would have given the right name. */
  #names: Map<Container, string[]> | undefined

  constructor(tolerated: readonly Tolerance[], receivedAt: Date | undefined, isAnswer: boolean, dry = false) {
    this.#tolerated = tolerated
    this.#receivedAt = receivedAt
    this.#isAnswer = isAnswer
    this.#dry = dry
  }

  get deviations(): readonly Deviation[] | undefined {
    return this.#deviations?.list
  }

  /**
   * All that a payload says which is to the letter what the schema asks for: its free strings, and the words that name secrets. null: there
   * may be more.
   */
  get texts(): readonly string[] | null {
    return this.#isOpen || this.#deviations ? null : this.#texts
  }

  /** The tolerances that were made use of. */
  get used(): ReadonlySet<Tolerance> {
    return this.#deviations?.rules ?? new Set()
  }

  object(value: unknown, check: ObjectCheck): boolean {
    const container = value as Container
    const depth = this.#path.length
    let required = 0
    for (const key in container) {
      const value = container[key]
      // What JSON.stringify leaves out is not there.
      if (value === undefined) continue
      this.strings++
      const member = check.members.get(key)
      if (member) {
        if (member.required) required++
        if (!this.#member(container, key, value, member) && !this.#asMissing(container, key, member, depth))
          return false
      } else if (check.open) this.#isOpen = true
      else if (!this.#unknownMember(container, key, value, check)) return false
    }
    return required === check.requiredNames.length || this.#missingMembers(container, check)
  }

  #member(container: Container, key: string, value: unknown, check: Check): boolean {
    if (!check.array) return this.#value(container, key, value, check)
    if (!Array.isArray(value)) {
      if (value === null) return this.#null(container, key, check)
      const message = `must be a list, is ${typeName(value)}`
      const { value: list } = readAsList(value)
      if (!this.#refuse('loose-containers', key, 'TypeConstraintViolation', message)) return false
      return this.#set(container, key, list) && this.#elements(container, key, list as unknown[], check, check.array)
    }
    return this.#elements(container, key, value, check, check.array)
  }

  #elements(
    container: Container,
    key: string,
    list: unknown[],
    check: Check,
    { min, max }: { min: number; max: number },
  ): boolean {
    if (list.length < min || list.length > max) {
      const limit = list.length < min ? `needs at least ${min}` : `may have at most ${max}`
      const message = `${limit} elements, has ${list.length}`
      if (!this.#refuse('loose-containers', key, 'OccurrenceConstraintViolation', message)) return false
      if (list.length === 0 && !check.required) return this.#leaveOut(container, key)
    }
    const depth = this.#path.push(key)
    const elements = list as unknown as Container
    let odd: Set<number> | undefined
    for (let i = 0; i < list.length; i++) {
      if (this.#value(elements, i, list[i], check)) continue
      if (!check.separable || !this.#forgivesOdd(i, depth)) return false
      odd ??= new Set()
      odd.add(i)
    }
    this.#path.pop()
    return odd === undefined || this.#withoutOdd(container, key, list, odd, check)
  }

  #value(container: Container, key: string | number, value: unknown, check: Check): boolean {
    if (typeof value === 'string') this.strings++
    switch (check.kind) {
      case 'string':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        this.#texts.push(value)
        if (fitsLength(value, check.maxLength)) return true
        return this.#refuse(
          'loose-types',
          key,
          'PropertyConstraintViolation',
          `is longer than ${check.maxLength} characters`,
        )
      case 'enum':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        if (check.namesSecrets) this.#texts.push(value)
        return check.values?.has(value) || this.#outsideEnum(container, key, value, check)
      case 'dateTime':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        return isDateTime(value) || this.#looseDateTime(container, key, value, check)
      case 'uri':
        if (typeof value !== 'string') return this.#wrongType(container, key, value, check)
        this.#texts.push(value)
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
        this.#isOpen = true
        return true
    }
  }

  #bounds(key: string | number, value: number, check: Check): boolean {
    if (value < check.min || value > check.max) {
      const limit = value < check.min ? `less than ${check.min}` : `more than ${check.max}`
      return this.#refuse('loose-types', key, 'PropertyConstraintViolation', `is ${value}, ${limit}`)
    }
    if (check.multipleOf === undefined) return true
    // 0.3 / 0.1 is not 3 in binary: what is a multiple in decimal, as it stands on the wire, must pass.
    const steps = value / check.multipleOf
    if (!(Math.abs(Math.round(steps) - steps) > 1e-6)) return true
    const message = `is ${value}, not a multiple of ${check.multipleOf}`
    return this.#refuse('loose-types', key, 'PropertyConstraintViolation', message)
  }

  #outsideEnum(container: Container, key: string | number, value: string, check: Check): boolean {
    const message = `is ${quoted(value)}, which is none of ${allowed(check.values)}`
    if (value.trim() === '') return this.#missing(container, key, check, 'PropertyConstraintViolation', message)
    const meant = sameWord(value, check.values ?? [])
    if (meant === undefined && !check.openWords && !this.#isAnswer)
      return this.#fail(key, 'PropertyConstraintViolation', message)
    if (!this.#refuse('loose-types', key, 'PropertyConstraintViolation', message)) return false
    return meant === undefined || this.#set(container, key, meant)
  }

  // dateTime and anyURI are data types of OCPP: a string that is none violates the type, not a constraint of the member.
  #notOfFormat(container: Container, key: string | number, value: string, check: Check, what: string): boolean {
    const message = `is ${quoted(value)}, which is not ${what}`
    if (value.trim() === '') return this.#missing(container, key, check, 'TypeConstraintViolation', message)
    return this.#fail(key, 'TypeConstraintViolation', message)
  }

  #looseDateTime(container: Container, key: string | number, value: string, check: Check): boolean {
    const read = readLooseDateTime(value)
    if (read === undefined) return this.#notOfFormat(container, key, value, check, 'a date-time (RFC 3339)')
    const message = `is ${quoted(value)}, which is not a date-time by RFC 3339`
    return this.#refuse('loose-types', key, 'TypeConstraintViolation', message) && this.#set(container, key, read)
  }

  #wrongType(container: Container, key: string | number, value: unknown, check: Check): boolean {
    if (value === null) return this.#null(container, key, check)
    const message = `must be ${kindName(check)}, is ${typeName(value)}`
    const reading: Reading | undefined = readAs(value, check)
    if (!reading) return this.#fail(key, 'TypeConstraintViolation', message)
    if (!this.#refuse(reading.by, key, 'TypeConstraintViolation', message)) return false
    return this.#set(container, key, reading.value) && this.#value(container, key, reading.value, check)
  }

  #null(container: Container, key: string | number, check: Check): boolean {
    const must = check.array && typeof key === 'string' ? 'a list' : kindName(check)
    return this.#missing(container, key, check, 'TypeConstraintViolation', `must be ${must}, is null`)
  }

  /** Nothing stands there: left out where it is optional, else what stands in for it. */
  #missing(container: Container, key: string | number, check: Check, code: ErrorCode, message: string): boolean {
    if (typeof key !== 'string' || (check.required && !check.default)) return this.#fail(key, code, message)
    if (!this.#refuse('missing-members', key, code, message)) return false
    return this.#leaveOut(container, key) && (!check.required || this.#setDefault(container, key, check))
  }

  /** What cannot be read, and could not be if more was tolerated, is as good as missing: but not what tells how to read the rest. */
  #asMissing(container: Container, key: string, check: Check, depth: number): boolean {
    const { violation } = this
    if (!violation || violation.cure || check.qualifies || (check.required && !check.default)) return false
    violation.cure = 'missing-members'
    if (!this.#tolerates('missing-members')) return false
    this.#path.length = depth
    this.#note('missing-members', violation.path, `${violation.message}; not read`)
    this.violation = undefined
    return this.#leaveOut(container, key) && (!check.required || this.#setDefault(container, key, check))
  }

  /** In other letters it may be one we know. */
  #unknownMember(container: Container, key: string, value: unknown, check: ObjectCheck): boolean {
    const name = sameWord(key, [...check.members.keys()])
    const member = name === undefined || name in container ? undefined : check.members.get(name)
    if (!this.#refuse('loose-containers', key, 'FormatViolation', 'is no member of this message')) return false
    if (!member || name === undefined) return true
    const depth = this.#path.length
    if (this.#dry) this.#renamed.set(container, [...(this.#renamed.get(container) ?? []), name])
    if (!this.#set(container, name, value) || !this.#leaveOut(container, key)) return false
    return this.#member(container, name, value, member) || this.#asMissing(container, name, member, depth)
  }

  get #renamed(): Map<Container, string[]> {
    this.#names ??= new Map()
    return this.#names
  }

  #missingMembers(container: Container, check: ObjectCheck): boolean {
    for (const name of check.requiredNames) {
      if (container[name] !== undefined) continue
      if (this.#dry && this.#renamed.get(container)?.includes(name)) continue
      const member = check.members.get(name)
      if (!member?.default) return this.#fail(name, 'OccurrenceConstraintViolation', 'is missing')
      if (!this.#refuse('missing-members', name, 'OccurrenceConstraintViolation', 'is missing')) return false
      this.#setDefault(container, name, member)
    }
    return true
  }

  #setDefault(container: Container, key: string, check: Check): boolean {
    const value = check.default?.(this.#receivedAt ?? new Date())
    return value === undefined || this.#set(container, key, value)
  }

  /** The element at hand is odd, and no tolerance would make it even: the others are taken without it. */
  #forgivesOdd(index: number, depth: number): boolean {
    const { violation } = this
    if (!violation || violation.cure) return false
    violation.cure = 'loose-containers'
    if (!this.#tolerates('loose-containers')) return false
    this.#path.length = depth
    this.#note('loose-containers', this.#pointer(index), `${violation.message}; this element is left out`)
    return true
  }

  #withoutOdd(container: Container, key: string, list: unknown[], odd: ReadonlySet<number>, check: Check): boolean {
    const [first] = [this.violation]
    this.violation = undefined
    if (odd.size === list.length && check.required && (check.array?.min ?? 0) > 0) {
      this.violation = first
      if (first) delete first.cure
      return false
    }
    if (odd.size === list.length && !check.required) return this.#leaveOut(container, key)
    return this.#set(
      container,
      key,
      list.filter((_, i) => !odd.has(i)),
    )
  }

  #set(container: Container, key: string | number, value: unknown): true {
    if (!this.#dry) container[key] = value
    return true
  }

  #leaveOut(container: Container, key: string): true {
    if (!this.#dry) delete container[key]
    return true
  }

  #refuse(tolerance: Tolerance, key: string | number, code: ErrorCode, message: string): boolean {
    if (!this.#tolerates(tolerance)) return this.#fail(key, code, message, tolerance)
    // A message of megabytes may have as many of them.
    if (this.#deviations?.full) this.#deviations.count(tolerance)
    else {
      const path = this.#pointer(key)
      this.#note(tolerance, path, `${path} ${message}`)
    }
    return true
  }

  #tolerates(tolerance: Tolerance): boolean {
    return this.#tolerated.includes(tolerance)
  }

  #note(rule: Tolerance, path: string, message: string): void {
    this.#deviations ??= new Deviations()
    this.#deviations.add({ path, rule, message })
  }

  #fail(key: string | number, code: ErrorCode, message: string, cure?: Tolerance): false {
    const path = this.#pointer(key)
    this.violation = { code, path, message: `${path} ${message}`, ...(cure && { cure }) }
    return false
  }

  /** RFC 6901. */
  #pointer(key: string | number): string {
    return [...this.#path, key]
      .map((part) => `/${clip(String(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('')
  }
}
