/** Every request the API takes, made from its endpoint table. What cannot be filled throws: nothing is left out in silence. */
import type { Endpoint } from '../packages/csms/src/http/endpoint.ts'
import { checkOf } from '../packages/csms/src/http/validation.ts'

type Params = Readonly<Record<string, string>>

export interface Fillers {
  /** What stands for a parameter of a path, by the path up to it: `stations/{id}/commands`. Whose thing it is, if anybody's, is in `ids`. */
  readonly paths: Readonly<Record<string, (before: Params) => readonly string[]>>
  /** Members of queries and bodies that name a thing of somebody. */
  readonly references: Readonly<Record<string, string | number>>
  /** Parameters of queries that name nothing and find nothing. */
  readonly apart: ReadonlySet<string>
  /** Free texts of queries, by name. */
  readonly words: Readonly<Record<string, string>>
  /** Bodies whose schema says only that they are objects, by the endpoint's name. */
  readonly bodies: Readonly<Record<string, (params: Params) => readonly unknown[]>>
}

export interface ApiRequest {
  readonly name: string
  readonly endpoint: Endpoint
  readonly params: Params
  readonly path: string
  readonly body?: unknown
}

export function requestsOf(name: string, endpoint: Endpoint, fillers: Fillers): ApiRequest[] {
  const requests = paramsOf(endpoint, fillers).flatMap((params) => {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, key) => encodeURIComponent(params[key] as string))
    const bodies = endpoint.body ? bodiesOf(name, endpoint, params, fillers) : [undefined]
    return queriesOf(endpoint, fillers).flatMap((query) =>
      bodies.map((body) => ({
        name,
        endpoint,
        params,
        path: `${path}${query}`,
        ...(body !== undefined && { body }),
      })),
    )
  })
  if (requests.length === 0) throw new Error(`${name}: nothing to ask for`)
  return requests
}

function paramsOf({ path }: Endpoint, { paths }: Fillers): Params[] {
  let all: Params[] = [{}]
  for (const { 0: braced, 1: key = '', index } of path.matchAll(/\{(\w+)\}/g)) {
    const before = path.slice(1, index - 1)
    const values = paths[before]
    if (!values) throw new Error(`${path}: nobody says what ${braced} after ${before} is`)
    all = all.flatMap((params) => values(params).map((value) => ({ ...params, [key]: value })))
  }
  return all
}

interface Schema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly examples?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly minItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** None, and each parameter by itself. */
function queriesOf({ path, query }: Endpoint, { references, words, apart }: Fillers): string[] {
  const all = Object.entries((query as Schema | undefined)?.properties ?? {})
  const properties = all.filter(([name]) => !apart.has(name))
  const single = properties.map(([name, schema]) => {
    const value = references[name] ?? words[name] ?? sampleOf(schema, `${path}?${name}`)
    return `?${name}=${encodeURIComponent(String(value))}`
  })
  return ['', ...single]
}

/** What is required, and with it each member by itself that names a thing. */
function bodiesOf(name: string, { body }: Endpoint, params: Params, { bodies, references }: Fillers): unknown[] {
  const given = bodies[name]?.(params)
  if (given) return checked(name, body, given)
  const schema = body as Schema
  const members = Object.entries(schema.properties ?? {})
  const filledIn = ([key, member]: [string, Schema]) => [key, references[key] ?? sampleOf(member, `${name}/${key}`)]
  const required = members.filter(([key]) => schema.required?.includes(key))
  if (members.length === 0 && (schema as { additionalProperties?: boolean }).additionalProperties !== false)
    throw new Error(`${name}: nobody says what its body is`)
  const least = Object.fromEntries(required.map(filledIn))
  const naming = members.filter(([key]) => key in references && !(key in least))
  return checked(name, body, [
    least,
    ...naming.map((member) => ({ ...least, ...Object.fromEntries([filledIn(member)]) })),
  ])
}

function checked(name: string, schema: Endpoint['body'], bodies: readonly unknown[]): unknown[] {
  for (const body of bodies) {
    const mistakes = schema ? checkOf(schema)(body) : []
    if (mistakes.length > 0)
      throw new Error(`${name}: ${JSON.stringify(body)} is not valid: ${JSON.stringify(mistakes)}`)
  }
  return [...bodies]
}

function sampleOf(schema: Schema, where: string): unknown {
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.examples) return schema.examples[0]
  if (schema.anyOf?.[0]) return sampleOf(schema.anyOf[0], where)
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1)
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, where))
    case 'string':
      if (schema.format === 'date-time') return '2026-03-01T08:00:00Z'
      // In a query it looks for something, so somebody has to say what there is to find.
      if (schema.pattern === undefined && !where.includes('?')) return 'text'.slice(0, schema.maxLength)
  }
  throw new Error(`${where}: nobody says what it is`)
}
