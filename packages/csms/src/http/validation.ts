/** Reads the parts of a request by their schemas: nothing is dropped, filled in or converted but the numbers of a query. */
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

export interface Mistake {
  readonly path: string
  readonly message: string
}

export type Check = (value: unknown) => Mistake[]

export function checkOf(schema: TSchema): Check {
  const compiled = Compile(schema)
  return (value) => (compiled.Check(value) ? [] : mistakes(compiled.Errors(value)))
}

interface Finding {
  readonly keyword: string
  readonly instancePath: string
  readonly message: string
  readonly params: object
}

/** One line per place and reason; `anyOf`'s attempts and the shadow of an unknown member would only repeat it. */
function mistakes(findings: readonly Finding[]): Mistake[] {
  const found: Mistake[] = []
  for (const { keyword, instancePath, message, params } of findings) {
    if (keyword === 'boolean' || keyword === 'anyOf') continue
    if (keyword === 'additionalProperties') {
      for (const name of (params as { additionalProperties: string[] }).additionalProperties) {
        found.push({ path: `${instancePath}/${pointer(name)}`, message: 'is not a known member' })
      }
    } else if (keyword === 'required') {
      for (const name of (params as { requiredProperties: string[] }).requiredProperties) {
        found.push({ path: `${instancePath}/${pointer(name)}`, message: 'is missing' })
      }
    } else {
      found.push({ path: instancePath, message: explain(keyword, params) ?? message })
    }
  }
  return found.length > 0 ? found : [{ path: '', message: 'is not valid' }]
}

function explain(keyword: string, params: object): string | undefined {
  const { allowedValues } = params as { allowedValues?: unknown[] }
  if (keyword === 'enum' && allowedValues) return `must be one of ${allowedValues.map(String).join(', ')}`
  return undefined
}

const pointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Texts of a URL as the numbers and booleans their schema asks for; what does not look like one is left for the check to name. */
export function readTexts(schema: TSchema, texts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> }
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, readText(properties[name]?.type, text)]))
}

function readText(type: unknown, text: unknown): unknown {
  if (typeof text !== 'string') return text
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(\.\d{1,6})?$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
