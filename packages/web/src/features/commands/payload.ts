/** Payloads as a form edits them: absent members are optional ones nobody has added. Pure. */
import type { Field } from '../../api/types.ts'

export type Value = string | number | boolean | Value[] | { [name: string]: Value } | null
export type Members = { [name: string]: Value }

/** An object with its required members only. */
export const emptyMembers = (fields: readonly Field[]): Members =>
  Object.fromEntries(fields.filter((field) => field.required).map((field) => [field.name, emptyValue(field)]))

export function emptyValue(field: Field): Value {
  return field.array
    ? Array.from({ length: Math.max(1, field.array.min ?? 1) }, () => emptyItem(field))
    : emptyItem(field)
}

export function emptyItem(field: Field): Value {
  switch (field.type) {
    case 'object':
      return emptyMembers(field.fields ?? [])
    case 'boolean':
      return false
    case 'dateTime':
      return new Date().toISOString().replace(/\.\d+Z$/, 'Z')
    case 'integer':
    case 'number':
      return field.min ?? 0
    case 'any':
      return {}
    default:
      return field.enum?.[0] ?? ''
  }
}

/** Members in the order of the definition, whatever the order they were added in. */
export function inOrder(fields: readonly Field[], members: Members): Members {
  const known = fields
    .filter((field) => field.name in members)
    .map((field) => [field.name, ordered(field, members[field.name] ?? null)] as const)
  const unknown = Object.entries(members).filter(([name]) => !fields.some((field) => field.name === name))
  return Object.fromEntries([...known, ...unknown])
}

function ordered(field: Field, value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => orderedItem(field, item))
  return orderedItem(field, value)
}

const orderedItem = (field: Field, value: Value): Value =>
  field.fields && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? inOrder(field.fields, value)
    : value

/** What is asked of a value, in a few words: `string ≤ 20`, `integer 0…8`. */
export function demandOf(field: Field): string {
  const type = field.type === 'dateTime' ? 'date-time' : field.type
  const length = field.maxLength === undefined ? '' : ` ≤ ${field.maxLength}`
  const bounds = field.min === undefined && field.max === undefined ? '' : ` ${field.min ?? ''}…${field.max ?? ''}`
  const array = field.array ? `[${field.array.min ?? 0}…${field.array.max ?? ''}]` : ''
  return `${field.enum ? 'enum' : type}${length}${bounds}${array}`
}
