/** OpenAPI 3.1 of the endpoints. Schemas with an `$id` become components. */
import type { TSchema } from 'typebox'
import manifest from '../../package.json' with { type: 'json' }
import type { Endpoint } from './endpoint.ts'
import { Problem } from './problem-resource.ts'

type Node = Record<string, unknown>

const titles: Record<number, string> = { 200: 'OK', 201: 'Created', 204: 'Done' }
const everywhere = {
  401: 'No valid API token',
  403: 'The token does not act for the organisation that is named, or may not do what `x-needs` says',
  422: 'Understood, but not valid; `errors` says where',
}

export function openApiDocument(endpoints: Readonly<Record<string, Endpoint>>): object {
  const components: Node = {}
  const paths: Record<string, Node> = {}
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const path = `/api/v1${endpoint.path}`
    paths[path] ??= {}
    paths[path][endpoint.method.toLowerCase()] = operation(name, endpoint, components)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Busbar API',
      version: manifest.version,
      description:
        'EV charging: stations, transactions, commands. JSON in camelCase, times in ISO 8601 (UTC), energy in Wh, power in W, current in A.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [...new Set(Object.values(endpoints).map((e) => e.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  }
}

function operation(name: string, endpoint: Endpoint, components: Node): Node {
  const problem = { 'application/problem+json': { schema: extract(Problem, components) } }
  const answers = Object.entries(endpoint.answers).map(([status, schema]) => [
    status,
    {
      description: titles[Number(status)],
      ...(endpoint.versioned &&
        schema && { headers: { ETag: { description: 'The revision, in quotes', schema: { type: 'string' } } } }),
      ...(schema && {
        content: {
          [endpoint.stream ? 'text/event-stream' : 'application/json']: { schema: extract(schema, components) },
        },
      }),
    },
  ])
  const problems = Object.entries({ ...everywhere, ...endpoint.problems }).map(([status, description]) => [
    status,
    { description, content: problem },
  ])
  return {
    operationId: name,
    'x-needs': endpoint.needs,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description && { description: endpoint.description }),
    parameters: [
      ...parameters('path', endpoint.params, components),
      ...parameters('query', endpoint.query, components),
      ...conditions(endpoint),
      header('Busbar-Organisation', 'Acts for this one of `GET /organisations`; absent: the token’s own'),
    ],
    ...(endpoint.body && {
      requestBody: {
        required: !endpoint.bodyOptional,
        content: { 'application/json': { schema: extract(endpoint.body, components) } },
      },
    }),
    responses: Object.fromEntries([...answers, ...problems]),
  }
}

function parameters(place: 'path' | 'query', schema: TSchema | undefined, components: Node): Node[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Node>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: extract(rest, components),
  }))
}

function conditions(endpoint: Endpoint): Node[] {
  if (endpoint.stream) return [header('Last-Event-ID', 'Goes on after this event')]
  if (!endpoint.versioned || endpoint.method === 'GET' || endpoint.method === 'POST') return []
  const ifMatch = header('If-Match', 'The ETag you have seen; a 412 when it has changed since')
  return endpoint.method === 'PUT'
    ? [ifMatch, header('If-None-Match', '`*`: create, or 412 when it exists')]
    : [ifMatch]
}

const header = (name: string, description: string): Node => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
})

/** A copy of the schema, in which those with a name are references to `components`. */
function extract(schema: unknown, components: Node): unknown {
  if (Array.isArray(schema)) return schema.map((s) => extract(s, components))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $id, ...rest } = schema as Node
  const copy = Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, extract(v, components)]))
  if (typeof $id !== 'string') return copy
  components[$id] = copy
  return { $ref: `#/components/schemas/${$id}` }
}
