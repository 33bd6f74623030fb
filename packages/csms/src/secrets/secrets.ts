/**
 * What must not be read again is not stored and not said: passwords and keys of networks, stations and files, PINs and key codes of
 * drivers, addresses that open by themselves. Here are the classes; names are in `secret-names.ts`, texts in `secret-texts.ts`. What goes
 * to a station and comes from it is not touched. Pure.
 */
import { type Field, fieldsOf, namesSecrets } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'
import { isSecretName, isSecretVariable, nameInText } from './secret-names.ts'
import { hidden, plainTextWithoutSecrets } from './secret-texts.ts'

/** Of id tokens that carry no type (1.6): is it one of the organisation's key codes? */
export type IsKeyCode = (idToken: string) => boolean

const named = new RegExp(
  [nameInText, String.raw`(?:basic|bearer) +\w`, 'private key', '"vpn"', String.raw`:\s*"(?:key|token|code)"`].join(
    '|',
  ),
  'i',
)
/** A name may be written with escapes. */
const escaped = /\\u00([0-7][0-9a-f])/i
const addressed = /:\\?\/\\?\/|[?&][\w%.-]{1,40}=|"[^\s"/?#:@]+:[^\s"@]+@/
/** The rarest part of each of them. One quick test over a text: nearly all that passes is found to hold no secret by it. */
const hint =
  /pass|pwd|secr|psk|puk|pin|cvv|cvc|otp|jwt|cred|kenn|oriz|key|token|code|asic |earer |\\u00|vpn|:\\?\/|[?&@]/i
const secretInText = new RegExp([named, escaped, addressed].map(({ source }) => source).join('|'), 'i')
const idTag = /idTag"/i

export const mayHoldSecret = (text: string, isKeyCode?: IsKeyCode): boolean =>
  (hint.test(text) && secretInText.test(text)) || (isKeyCode !== undefined && idTag.test(text))

/** What a message says beyond what its action has in every message. */
export interface Said {
  readonly action: string
  readonly messageId: string
  readonly text: string
  /** Of a payload in which nothing else stands than this and what the schema has for it. */
  readonly texts: readonly string[] | null
}

/** As `mayHoldSecret`, for less: most messages are numbers between words that are known. */
export function mayHoldSecretIn(message: Said, version: Version, isKeyCode?: IsKeyCode): boolean {
  const { action, messageId, text, texts } = message
  if (texts === null || !isHarmless(version, action) || hintsIn(messageId) || texts.some(hintsIn))
    return mayHoldSecret(text, isKeyCode)
  return isKeyCode !== undefined && idTag.test(text)
}

const hintsIn = (text: string): boolean => text.length >= shortestHint && hint.test(text)
/** Nothing shorter than `?a=b` or `PIN` can mean anything. */
const shortestHint = 3

const harmless: Readonly<Record<Version, Map<string, boolean>>> = {
  'ocpp1.6': new Map(),
  'ocpp2.0.1': new Map(),
  'ocpp2.1': new Map(),
}

/** Do the names and words that the schema has for this message say nothing of secrets? */
function isHarmless(version: Version, action: string): boolean {
  const actions = harmless[version]
  const known = actions.get(action)
  if (known !== undefined) return known
  const found = !secretInText.test(wordsOf(fieldsOf(version, action, 'request')))
  actions.set(action, found)
  return found
}

/** As they stand in JSON. Words that name secrets come with the message's own texts. */
const wordsOf = (fields: readonly Field[]): string =>
  fields
    .map(({ name, enum: words = [], fields: inner = [] }) => {
      const values = namesSecrets(words) ? [] : words
      return `"${name}":${values.map((word) => `"${word}"`).join(',')}{${wordsOf(inner)}}`
    })
    .join(',')

/** JSON without its secrets; to the letter as it was when it holds none. Of what is no JSON nobody can say where a secret ends. */
export function frameWithoutSecrets(text: string, isKeyCode?: IsKeyCode): string {
  if (!mayHoldSecret(text, isKeyCode)) return text
  try {
    const frame: unknown = JSON.parse(text)
    return told(text, frame, shown(frame, isKeyCode, 0))
  } catch {
    const plain = text.replaceAll(new RegExp(escaped, 'gi'), (_, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    )
    return named.test(plain) ? hidden : plainTextWithoutSecrets(text)
  }
}

/** `text` itself when all that stands in it was read, and nothing of that is hidden. */
const told = (text: string, read: unknown, said: unknown): string =>
  said === read && quotesIn(text) === quotesIn(JSON.stringify(read)) ? text : JSON.stringify(said)

/** Around texts and names. Of two members of one name only the last is read, and the first may be the one that holds a secret. */
function quotesIn(json: string): number {
  let quotes = 0
  for (let i = 0; i < json.length; i++) {
    const sign = json.charCodeAt(i)
    if (sign === backslash) i++
    else if (sign === quote) quotes++
  }
  return quotes
}

const backslash = 0x5c
const quote = 0x22

/** The same value when it holds no secret. */
export function withoutSecrets<T extends object>(value: T, isKeyCode?: IsKeyCode): T {
  if (!mayHoldSecret(JSON.stringify(value), isKeyCode)) return value
  return shown(value, isKeyCode, 0) as T
}

/** Words, or JSON as text. */
export function textWithoutSecrets(text: string): string {
  return mayHoldSecret(JSON.stringify(text)) ? shownText(text, undefined, 0) : text
}

/** Nobody nests deeper than this, but to hide something. */
const deepest = 100

function shown(value: unknown, isKeyCode: IsKeyCode | undefined, depth: number): unknown {
  if (typeof value === 'string') return shownText(value, isKeyCode, depth)
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) throw new RangeError('nested too deeply')
  if (Array.isArray(value))
    return unlessSame(
      value,
      value.map((item) => shown(item, isKeyCode, depth + 1)),
    )
  const members = Object.entries(value)
  const inside = members.map(([name, member]): [string, unknown] => [
    shownText(name, isKeyCode, depth),
    holdsSecret(name, value as Members, isKeyCode) ? veiled(name, member) : shown(member, isKeyCode, depth + 1),
  ])
  if (inside.every(([name, member], i) => name === members[i]?.[0] && member === members[i]?.[1])) return value
  return Object.fromEntries(inside)
}

const unlessSame = (before: readonly unknown[], after: unknown[]): readonly unknown[] =>
  after.every((item, i) => item === before[i]) ? before : after

function shownText(text: string, isKeyCode: IsKeyCode | undefined, depth: number): string {
  const inner = /^\s*[[{]/.test(text) ? parsed(text) : undefined
  if (inner === undefined) return mayHoldSecret(`"${text}`) ? plainTextWithoutSecrets(text) : text
  return told(text, inner, shown(inner, isKeyCode, depth + 1))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Members {
  readonly [name: string]: unknown
}

function holdsSecret(name: string, of: Members, isKeyCode: IsKeyCode | undefined): boolean {
  switch (name.toLowerCase()) {
    case 'value':
    case 'values':
    case 'newvalue':
    case 'oldvalue':
    case 'defaultvalue':
    case 'attributevalue':
    case 'actualvalue':
    case 'variableattribute':
    case 'data':
    case 'content':
    case 'text':
      return namesSecret(of)
    case 'idtoken':
    case 'additionalidtoken':
      // The PIN of OCPP 2.0.1 part 2, C04. The member of this name that holds the token and its type is looked into.
      return isKeyCodeType(of.type) || isKeyCodeText(of[name], isKeyCode)
    case 'idtag':
    case 'parentidtag':
      return isKeyCodeText(of[name], isKeyCode)
    case 'key':
      // OCPP 2.0.1 part 2, 2.51 VPNType. Elsewhere the member of this name is the name of something.
      return isAccess(of)
    default:
      return isSecretName(name)
  }
}

/** A pair of members, `{ key: 'AuthorizationKey', value: … }`, or a variable and its value. */
function namesSecret(of: Members): boolean {
  const { variable, component } = of
  if (isSecretVariable(nameOf(component), nameOf(variable))) return true
  return ['key', 'name', 'id', 'parameter', 'field', 'setting', 'messageId'].some((name) => isSecretName(of[name]))
}

const nameOf = (of: unknown): unknown => (typeof of === 'object' && of !== null ? (of as { name?: unknown }).name : of)

const isKeyCodeText = (value: unknown, isKeyCode: IsKeyCode | undefined): boolean =>
  typeof value === 'string' && (isKeyCode?.(value) ?? false)

const isKeyCodeType = (type: unknown): boolean => typeof type === 'string' && /^key[_\- ]?code$/i.test(type)

const isAccess = (of: Members): boolean =>
  typeof of.key === 'string' && ['password', 'user', 'username', 'server', 'ssid', 'psk'].some((name) => name in of)

/** All that stands in it; whether it is there, and what it looks like, may be seen. */
function veiled(name: string, value: unknown): unknown {
  // What we write ourselves of one that is there.
  if (value === '(set)') return value
  if (typeof value === 'string' || typeof value === 'number') return hidden
  if (typeof value !== 'object' || value === null) return value
  if (name === 'variableAttribute' && Array.isArray(value)) return value.map(withoutValue)
  // An id token, for one, is an object of this name.
  if (name === 'idToken' || name === 'additionalIdToken') return shown(value, undefined, 0)
  if (Array.isArray(value)) return value.map((item) => veiled('', item))
  return Object.fromEntries(Object.entries(value).map(([inner, member]) => [inner, veiled(inner, member)]))
}

function withoutValue(attribute: unknown): unknown {
  const said = shown(attribute, undefined, 0)
  return typeof said === 'object' && said !== null && 'value' in said ? { ...said, value: hidden } : said
}
