/** The smallest valid payload of any message: its required members only, made from the definitions. */
import { type Field, fieldsOf } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'

export function sample(version: Version, action: string, kind: 'request' | 'response'): Record<string, unknown> {
  return sampleOf(fieldsOf(version, action, kind))
}

const sampleOf = (fields: readonly Field[]): Record<string, unknown> =>
  Object.fromEntries(fields.filter(({ required }) => required).map((field) => [field.name, memberOf(field)]))

function memberOf(field: Field): unknown {
  const { array } = field
  return array ? Array.from({ length: Math.max(array.min ?? 0, 1) }, () => oneOf(field)) : oneOf(field)
}

function oneOf(field: Field): unknown {
  switch (field.type) {
    case 'object':
      return sampleOf(field.fields ?? [])
    case 'integer':
    case 'number':
      // 1 is an EVSE, a connector, a number of phases; 0 is often none of them.
      return Math.max(field.min ?? 1, Math.min(field.max ?? 1, 1))
    case 'boolean':
      return true
    case 'dateTime':
      return '2026-03-01T08:00:00.000Z'
    case 'uri':
      return 'https://example.org/file'
    case 'any':
      return 'anything'
    default:
      return field.enum?.[0] ?? 'text'.slice(0, field.maxLength ?? 4)
  }
}
