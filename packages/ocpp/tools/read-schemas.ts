import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Definition, type Member, type Sender, writeMember } from '../src/definition.ts'

/** As much of JSON Schema as the official files use. Any other keyword stops the generator: it might be a constraint we would lose. */
export interface Schema {
  type?: string
  $ref?: string
  definitions?: Record<string, Schema>
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  items?: Schema
  minItems?: number
  maxItems?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  multipleOf?: number
  enum?: string[]
  format?: string
}

const constraints = new Set(
  'type $ref definitions properties required additionalProperties items minItems maxItems maxLength minimum maximum multipleOf enum format'.split(
    ' ',
  ),
)
// `additionalItems` only means something beside a list of items schemas, which no file has.
const annotations = new Set('$schema $id id title description comment javaType default additionalItems'.split(' '))

/** Reads every `<Action>[Request].json` and `<Action>Response.json` in the folders into one definition. */
export function readSchemas(
  version: string,
  folders: readonly string[],
  sender: (action: string) => Sender,
  names: Readonly<Record<string, string>> = {},
): Definition {
  const definition: Definition = { version, messages: {}, sends: [], enums: {}, types: {}, open: [] }
  const roots = new Map<string, Schema>()
  for (const folder of folders) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const stem = file.slice(0, -'.json'.length)
      const name = /(Request|Response)$/.test(stem) ? stem : `${stem}Request`
      roots.set(name, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Schema)
    }
  }
  for (const [name, schema] of [...roots].sort(([a], [b]) => (a < b ? -1 : 1))) {
    new MessageReader(definition, schema, names).readObject(name, schema)
    if (!name.endsWith('Request')) continue
    const action = name.slice(0, -'Request'.length)
    definition.messages[action] = sender(action)
    if (!roots.has(`${action}Response`)) definition.sends.push(action)
  }
  definition.enums = sorted(definition.enums)
  definition.types = sorted(definition.types)
  definition.open.sort()
  return definition
}

class MessageReader {
  readonly #definition: Definition
  readonly #root: Schema
  readonly #names: Readonly<Record<string, string>>

  constructor(definition: Definition, root: Schema, names: Readonly<Record<string, string>>) {
    this.#definition = definition
    this.#root = root
    this.#names = names
  }

  readObject(name: string, schema: Schema): string {
    check(schema, name)
    const required = new Set(schema.required)
    const members: Record<string, string> = {}
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      members[key] = writeMember({ ...this.#readMember(name, key, value), required: required.delete(key) })
    }
    if (required.size > 0) throw new Error(`${name} requires members it does not describe: ${[...required]}`)
    const { types, open } = this.#definition
    types[name] = same(types[name], members, name)
    if (schema.additionalProperties !== false && !open.includes(name)) open.push(name)
    return name
  }

  #readMember(container: string, key: string, schema: Schema): Omit<Member, 'required'> {
    check(schema, `${container}.${key}`)
    if (schema.$ref) {
      const name = schema.$ref.replace('#/definitions/', '')
      const target = this.#root.definitions?.[name]
      if (!target) throw new Error(`${container}.${key}: ${schema.$ref} leads nowhere`)
      return { base: this.#named(name, target) }
    }
    if (schema.type === 'array') {
      if (!schema.items) throw new Error(`${container}.${key}: an array of what?`)
      const { minItems: min, maxItems: max } = schema
      return {
        ...this.#readMember(container, key, schema.items),
        array: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
      }
    }
    if (schema.type === 'object' || schema.enum) {
      const name = this.#names[`${container}.${key}`] ?? key.charAt(0).toUpperCase() + key.slice(1)
      return { base: this.#named(name, schema) }
    }
    return scalar(schema, `${container}.${key}`)
  }

  #named(name: string, schema: Schema): string {
    if (schema.type === 'object') return this.readObject(name, schema)
    check(schema, name)
    if (schema.type !== 'string' || !schema.enum) throw new Error(`${name} is neither an object nor an enum`)
    const { enums } = this.#definition
    enums[name] = same(enums[name], schema.enum, name)
    return name
  }
}

function scalar(schema: Schema, where: string): Omit<Member, 'required'> {
  const { type, format, maxLength, minimum: min, maximum: max, multipleOf } = schema
  if (type === undefined) return { base: 'any' }
  if (type === 'string' && format !== undefined) {
    const base = { 'date-time': 'dateTime', uri: 'uri' }[format]
    if (!base || maxLength !== undefined) throw new Error(`${where}: unknown format ${format}`)
    return { base }
  }
  if (!['string', 'integer', 'number', 'boolean'].includes(type)) throw new Error(`${where}: unknown type ${type}`)
  return {
    base: type,
    ...(maxLength !== undefined && { maxLength }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(multipleOf !== undefined && { multipleOf }),
  }
}

function check(schema: Schema, where: string): void {
  const unknown = Object.keys(schema).filter((key) => !constraints.has(key) && !annotations.has(key))
  if (unknown.length > 0) throw new Error(`${where}: unknown keywords ${unknown}`)
}

/** The same name must mean the same thing in every message; only the order of an enum's values may differ. */
function same<T extends object>(before: T | undefined, now: T, name: string): T {
  const canonical = (value: object) => JSON.stringify(Array.isArray(value) ? value.toSorted() : sorted({ ...value }))
  if (before && canonical(before) !== canonical(now))
    throw new Error(`${name} has two meanings:\n${canonical(before)}\n${canonical(now)}`)
  return before ?? now
}

function sorted<T>(record: { [key: string]: T }): { [key: string]: T } {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
