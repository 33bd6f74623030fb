/** A payload beside the definition of its fields: what is there, what is missing, what nobody defined. Pure. */
import type { Field } from '../../api/types.ts'

export interface Deviation {
  /** JSON pointer. */
  readonly path: string
  readonly message: string
}

export interface Explained {
  readonly name: string
  /** JSON pointer. */
  readonly path: string
  readonly field: Field | null
  /** undefined: the member is absent. */
  readonly value: unknown
  readonly children: readonly Explained[]
  /** What is wrong here: the server's finding, or a member that is missing or unknown. */
  readonly trouble: string | null
}

export interface Words {
  readonly missing: string
  readonly unknown: string
}

export function explain(
  payload: unknown,
  fields: readonly Field[],
  deviations: readonly Deviation[],
  words: Words,
): readonly Explained[] {
  return membersOf(payload, fields, '')

  function membersOf(value: unknown, known: readonly Field[], path: string): Explained[] {
    const members = isObject(value) ? value : {}
    const defined = known.map((field) => memberOf(field.name, field, members[field.name], `${path}/${field.name}`))
    const extra = Object.keys(members)
      .filter((name) => !known.some((field) => field.name === name))
      .map((name) => memberOf(name, null, members[name], `${path}/${name}`))
    return [...defined, ...extra]
  }

  function memberOf(name: string, field: Field | null, value: unknown, path: string): Explained {
    const children = Array.isArray(value)
      ? value.map((item, index) => itemOf(String(index), field, item, `${path}/${index}`))
      : childrenOf(field, value, path)
    return { name, path, field, value, children, trouble: troubleOf(field, value, path) }
  }

  function itemOf(name: string, field: Field | null, value: unknown, path: string): Explained {
    const own = deviations.find((deviation) => deviation.path === path)?.message ?? null
    return { name, path, field, value, children: childrenOf(field, value, path), trouble: own }
  }

  function childrenOf(field: Field | null, value: unknown, path: string): Explained[] {
    return isObject(value) ? membersOf(value, field?.fields ?? [], path) : []
  }

  function troubleOf(field: Field | null, value: unknown, path: string): string | null {
    const found = deviations.find((deviation) => deviation.path === path)
    if (found) return found.message
    if (field?.required && value === undefined) return words.missing
    // Inside an undefined or free-form object nothing is defined, so nothing is unknown.
    return field === null && path.lastIndexOf('/') === 0 && fields.length > 0 ? words.unknown : null
  }
}

/** Deviations as the server keeps them. */
export function deviationsOf(values: readonly unknown[]): Deviation[] {
  return values.flatMap((value) =>
    isObject(value) && typeof value.path === 'string'
      ? [{ path: value.path, message: String(value.message ?? value.rule ?? '') }]
      : [],
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
