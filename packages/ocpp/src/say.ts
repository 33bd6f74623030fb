/** How a violation names values and kinds. */
import type { Check } from './checks.ts'
import { clip } from './clip.ts'

export function kindName({ kind }: Check): string {
  return kind === 'integer' || kind === 'object' ? `an ${kind}` : kind === 'enum' ? 'a string' : `a ${kind}`
}

export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'number' ? `the number ${value}` : `a ${typeof value}`
}

/** By name, where that is not a long list. */
export function allowed(values: ReadonlySet<string> = new Set()): string {
  return values.size > 0 && values.size <= 12 ? [...values].join(', ') : 'the allowed values'
}

export function quoted(value: string): string {
  return JSON.stringify(clip(value))
}
