/**
 * Our compact form of one version's messages, made from the official schemas by `tools/generate.ts` and kept in `generated/*.json`.
 * Types, validators and field lists all come from it.
 *
 * A type maps member names to a notation: `string(36)`, `integer(0..9)`, `number(..99)`, `number*0.1` (a multiple of), `boolean`,
 * `dateTime`, `uri`, `any`, or the name of an enum or type; then `[1..4]`, `[1..]` or `[]` for an array; then `?` when it may be absent.
 */
export interface Definition {
  version: string
  /** Who may send it as a request. */
  messages: Record<string, Sender>
  /** Those sent unconfirmed, by SEND (OCPP 2.1 part 4, 4.2.4): they have a request only. */
  sends: string[]
  /** Allowed values. */
  enums: Record<string, string[]>
  /** Types by name; requests and responses are `<Action>Request` and `<Action>Response`. */
  types: Record<string, Record<string, string>>
  /** Types that may have members of any other name. */
  open: string[]
}

export type Sender = 'station' | 'csms' | 'both'

/** A member's notation, taken apart. */
export interface Member {
  base: string
  required: boolean
  array?: { min?: number; max?: number }
  maxLength?: number
  min?: number
  max?: number
  multipleOf?: number
}

const notation =
  /^(?<base>\w+)(?:\((?:(?<maxLength>\d+)|(?<min>-?[\d.]*?)\.\.(?<max>-?[\d.]*))\))?(?:\*(?<step>[\d.]+))?(?<array>\[(?:(?<least>\d*)\.\.(?<most>\d*))?\])?(?<optional>\?)?$/

export function readMember(text: string): Member {
  const groups = notation.exec(text)?.groups
  if (!groups?.base) throw new Error(`not a member notation: ${text}`)
  const number = (name: string) => (groups[name] ? { value: Number(groups[name]) } : undefined)
  const [maxLength, min, max, step] = [number('maxLength'), number('min'), number('max'), number('step')]
  const [least, most] = [number('least'), number('most')]
  return {
    base: groups.base,
    required: !groups.optional,
    ...(maxLength && { maxLength: maxLength.value }),
    ...(min && { min: min.value }),
    ...(max && { max: max.value }),
    ...(step && { multipleOf: step.value }),
    ...(groups.array && { array: { ...(least && { min: least.value }), ...(most && { max: most.value }) } }),
  }
}

/** The notation of a member: the inverse of `readMember`. */
export function writeMember(member: Member): string {
  const bounds =
    member.min !== undefined || member.max !== undefined ? `(${member.min ?? ''}..${member.max ?? ''})` : ''
  const length = member.maxLength !== undefined ? `(${member.maxLength})` : bounds
  const step = member.multipleOf !== undefined ? `*${member.multipleOf}` : ''
  const { array } = member
  const items = !array
    ? ''
    : array.min === undefined && array.max === undefined
      ? '[]'
      : `[${array.min ?? ''}..${array.max ?? ''}]`
  return `${member.base}${length}${step}${items}${member.required ? '' : '?'}`
}
