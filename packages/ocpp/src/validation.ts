import { Checks } from './checks.ts'
import { readMember } from './definition.ts'
import type { Deviation, Tolerance } from './tolerance.ts'
import { definitions, type Version } from './versions.ts'
import { type Violation, Walk } from './walk.ts'

export { type Deviation, type Tolerance, tolerances } from './tolerance.ts'

export type Validation =
  | { ok: true; deviations: readonly Deviation[] }
  | ({ ok: false; deviations: readonly Deviation[] } & Violation)

/**
 * Whether the payload is what the version's schema asks for. `tolerate` forgives named deviations, lists what it forgave, and cleans
 * the payload in place (an empty string for an optional date-time is removed, for instance); without it the payload is only read.
 */
export function validateRequest(
  version: Version,
  action: string,
  payload: unknown,
  tolerate?: readonly Tolerance[],
): Validation {
  return validate(version, `${action}Request`, payload, tolerate)
}

export function validateResponse(
  version: Version,
  action: string,
  payload: unknown,
  tolerate?: readonly Tolerance[],
): Validation {
  return validate(version, `${action}Response`, payload, tolerate)
}

const checks: Readonly<Record<Version, Checks>> = {
  'ocpp1.6': new Checks(definitions['ocpp1.6']),
  'ocpp2.0.1': new Checks(definitions['ocpp2.0.1']),
  'ocpp2.1': new Checks(definitions['ocpp2.1']),
}

const flawless: Validation = Object.freeze({ ok: true, deviations: Object.freeze([] as Deviation[]) })

function validate(version: Version, type: string, payload: unknown, tolerate: readonly Tolerance[] = []): Validation {
  const check = checks[version].object(type)
  if (!check) return refused({ code: 'NotImplemented', path: '', message: `${version} has no ${type}` })
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    return refused({ code: 'FormatViolation', path: '', message: 'the payload is not an object' })
  }
  const walk = new Walk(tolerate)
  if (!walk.object(payload, check)) return { ok: false, ...(walk.violation as Violation), deviations: walk.deviations }
  return walk.deviations.length === 0 ? flawless : { ok: true, deviations: walk.deviations }
}

function refused(violation: Violation): Validation {
  return { ok: false, ...violation, deviations: [] }
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
