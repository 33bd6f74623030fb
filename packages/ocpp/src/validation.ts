import { Checks } from './checks.ts'
import { readMember } from './definition.ts'
import type { ErrorCode } from './errors.ts'
import { type Deviation, type Tolerance, tolerances } from './tolerance.ts'
import { definitions, type Version } from './versions.ts'
import { type Violation, Walk } from './walk.ts'

export { namesSecrets } from './checks.ts'
export { type Deviation, type Tolerance, tolerances } from './tolerance.ts'

export type Validation =
  | {
      ok: true
      deviations: readonly Deviation[]
      /** What stands in the payload and not in the schema: free strings, and words that name secrets. null: look at all of it. */
      texts: readonly string[] | null
      /** Texts and names of members in it, where `texts` is not null. */
      strings: number
    }
  | Refusal

/** The first rule a payload broke. */
export interface Refusal {
  ok: false
  code: ErrorCode
  /** JSON pointer to the offending member, or to where the missing one belongs. */
  path: string
  message: string
  /** What was forgiven before. */
  deviations: readonly Deviation[]
  /** The tolerances that would let the message through, all together; none: nothing would. Found when asked for. */
  readonly tolerable: readonly Tolerance[]
}

/**
 * Whether the payload is what the version's schema asks for. `tolerate` forgives kinds of deviations, lists what it forgave, and mends
 * the payload in place (null for an optional member is removed, for instance); without it the payload is only read. `receivedAt` stands in
 * for a time that is missing.
 */
export function validateRequest(
  version: Version,
  action: string,
  payload: unknown,
  tolerate?: readonly Tolerance[],
  receivedAt?: Date,
): Validation {
  return validate(version, `${action}Request`, payload, tolerate, false, receivedAt)
}

export function validateResponse(
  version: Version,
  action: string,
  payload: unknown,
  tolerate?: readonly Tolerance[],
): Validation {
  return validate(version, `${action}Response`, payload, tolerate, true)
}

const checks: Readonly<Record<Version, Checks>> = {
  'ocpp1.6': new Checks(definitions['ocpp1.6']),
  'ocpp2.0.1': new Checks(definitions['ocpp2.0.1']),
  'ocpp2.1': new Checks(definitions['ocpp2.1']),
}

const noDeviations: readonly Deviation[] = Object.freeze([])
const strict: readonly Tolerance[] = Object.freeze([])

function validate(
  version: Version,
  type: string,
  payload: unknown,
  tolerated: readonly Tolerance[] = strict,
  isAnswer: boolean,
  receivedAt?: Date,
): Validation {
  const check = checks[version].object(type)
  if (!check) return refused({ code: 'NotImplemented', path: '', message: `${version} has no ${type}` })
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    return refused({ code: 'FormatViolation', path: '', message: 'the payload is not an object' })
  }
  // By far the most answers say nothing.
  if (check.requiredNames.length === 0 && isEmpty(payload)) return saysNothing
  const walk = new Walk(tolerated, receivedAt, isAnswer)
  if (walk.object(payload, check)) {
    const { deviations = noDeviations, texts, strings } = walk
    return { ok: true, deviations, texts, strings }
  }
  return refused(walk.violation as Violation, walk.deviations, () => {
    const every = new Walk(tolerances, receivedAt, isAnswer, true)
    if (!every.object(payload, check)) return []
    return tolerances.filter((tolerance) => every.used.has(tolerance) && !tolerated.includes(tolerance))
  })
}

const saysNothing: Validation = Object.freeze({
  ok: true,
  deviations: noDeviations,
  texts: Object.freeze([]),
  strings: 0,
})

function isEmpty(payload: object): boolean {
  for (const _key in payload) return false
  return true
}

function refused(
  { code, path, message }: Violation,
  deviations: readonly Deviation[] = noDeviations,
  help: () => readonly Tolerance[] = () => [],
): Refusal {
  return {
    ok: false,
    code,
    path,
    message,
    deviations,
    get tolerable() {
      return help()
    },
  }
}

/** A member of a message, for forms and for explaining frames. */
export interface Field {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'dateTime' | 'uri' | 'object' | 'any'
  required: boolean
  array?: { min?: number; max?: number }
  maxLength?: number
  min?: number
  max?: number
  multipleOf?: number
  enum?: readonly string[]
  /** The name of the enum or object type. */
  typeName?: string
  fields?: Field[]
}

/** The members of a message, all levels of them. Empty for an action the version lacks. */
export function fieldsOf(version: Version, action: string, kind: 'request' | 'response'): Field[] {
  return fieldsOfType(version, `${action}${kind === 'request' ? 'Request' : 'Response'}`)
}

function fieldsOfType(version: Version, type: string): Field[] {
  const { types, enums } = definitions[version]
  if (!Object.hasOwn(types, type)) return []
  return Object.entries(types[type] ?? {}).map(([name, text]) => {
    const { base, ...rest } = readMember(text)
    if (enums[base]) return { name, type: 'string', ...rest, enum: enums[base], typeName: base }
    if (types[base]) return { name, type: 'object', ...rest, typeName: base, fields: fieldsOfType(version, base) }
    return { name, type: base as Field['type'], ...rest }
  })
}
