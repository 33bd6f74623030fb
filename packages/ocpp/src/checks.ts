import { type Definition, type Member, readMember } from './definition.ts'

/** A type of the definition, ready to be walked by a validator. */
export interface ObjectCheck {
  members: ReadonlyMap<string, Check>
  requiredNames: readonly string[]
  /** Members of other names are welcome. */
  open: boolean
}

export interface Check {
  kind: 'string' | 'enum' | 'dateTime' | 'uri' | 'integer' | 'number' | 'boolean' | 'object' | 'any'
  required: boolean
  array: { min: number; max: number } | undefined
  maxLength: number
  min: number
  max: number
  multipleOf: number | undefined
  values: ReadonlySet<string> | undefined
  object: ObjectCheck | undefined
}

/** Takes types apart on first use, so that loading a version costs nothing and a station speaking one version never pays for another. */
export class Checks {
  readonly #definition: Definition
  readonly #objects = new Map<string, ObjectCheck>()

  constructor(definition: Definition) {
    this.#definition = definition
  }

  /** Undefined for a type the version lacks. */
  object(name: string): ObjectCheck | undefined {
    const known = this.#objects.get(name)
    if (known) return known
    const { types, open } = this.#definition
    if (!Object.hasOwn(types, name)) return undefined
    const members = new Map(
      Object.entries(types[name] ?? {}).map(([key, text]) => [key, this.#check(readMember(text))]),
    )
    const requiredNames = [...members].filter(([, check]) => check.required).map(([key]) => key)
    const object = { members, requiredNames, open: open.includes(name) }
    this.#objects.set(name, object)
    return object
  }

  #check(member: Member): Check {
    const values = this.#definition.enums[member.base]
    const object = this.object(member.base)
    return {
      kind: values ? 'enum' : object ? 'object' : (member.base as Check['kind']),
      required: member.required,
      array: member.array && { min: member.array.min ?? 0, max: member.array.max ?? Number.POSITIVE_INFINITY },
      maxLength: member.maxLength ?? Number.POSITIVE_INFINITY,
      min: member.min ?? Number.NEGATIVE_INFINITY,
      max: member.max ?? Number.POSITIVE_INFINITY,
      multipleOf: member.multipleOf,
      values: values && new Set(values),
      object,
    }
  }
}
