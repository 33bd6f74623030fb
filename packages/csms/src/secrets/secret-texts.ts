/**
 * A text as people may read it: without passwords and signatures in addresses, private keys, and what stands behind the name of a secret. Pure.
 */
import { isSecretName, isSecretParameter } from './secret-names.ts'

export const hidden = '***'

/** Searching takes time; of a text longer than this that may hold a secret nothing is shown. */
const longestSearched = 65_536

/** Not JSON; see `secrets.ts` for texts that are. */
export function plainTextWithoutSecrets(text: string): string {
  if (text.length > longestSearched) return hidden
  return steps.reduce((shown, step) => step(shown), text)
}

const privateKey = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g
const withoutPrivateKeys = (text: string): string =>
  text.replace(privateKey, (_, kind) => `-----BEGIN ${kind}-----${hidden}`)

/** RFC 7617, RFC 6750. */
const withoutHeaders = (text: string): string => text.replace(/\b(Basic|Bearer) +[\w\-.~+/]{4,}=*/gi, `$1 ${hidden}`)

/** RFC 3986, §3.2.1. A password that should have been percent-encoded and was not may hold anything: then all up to the next `@`. */
const userinfo =
  /(:\/\/)(?:[^\s"'<>/?#]{0,500}@|[^\s"'<>/?#:@]{0,200}:(?!\d{0,5}(?:[/?#\s"'<>]|$))[^"'<>\r\n@]{0,500}@)/g
/** As above, where an address is given without its scheme. */
const bareUserinfo = /^[^\s"'<>/?#:@]+:(?!\/\/)[^\s"'<>@]+@(?=[\w.-]+(?:[:/]|$))/

const withoutUserinfo = (text: string): string =>
  text.replace(userinfo, `$1${hidden}@`).replace(bareUserinfo, `${hidden}@`)

const parameter = /([?&;#])([^?&;#=\s"'<>]{1,100})=([^&;#\s"'<>]+)/g

function withoutParameters(text: string): string {
  return text.replace(parameter, (all, before: string, name: string, value: string) => {
    if (isSecretParameter(decoded(name))) return `${before}${name}=${hidden}`
    const inner = decoded(value)
    if (inner === value || !inner.includes('://')) return all
    const shown = withoutParameters(withoutUserinfo(inner))
    return shown === inner ? all : `${before}${name}=${encodeURIComponent(shown)}`
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `<Password>…</Password>`: vendors put XML into DataTransfer, too. */
const element = /<([\w:.-]{1,100})(\s[^<>]*)?>([^<>]+|<!\[CDATA\[[^\]]{0,2000}\]\]>)(?=<\/\1\s*>)/g
const withoutElements = (text: string): string =>
  text.replace(element, (all, name: string, attributes = '') =>
    isSecretName(name) ? `<${name}${attributes}>${hidden}` : all,
  )

/** A name and what separates it from its value, in what is no JSON: `psk=`, `"password": `, `Wi-Fi key: `. */
const nameOfPair = /\w[\w.\- ]{0,60}\\*["']?\s{0,20}[=:]\s{0,20}/g
const quoted = /\\*"(?:[^"\\]|\\[^"])*\\*"?|'[^']*'?/y
/** A value without quotes ends with its line, or where the next pair begins. */
const endOfValue = /\s*[;&,]\s*["']?[\w.\- ]{1,60}["']?\s*[=:]|[\r\n<>]/

function withoutPairs(text: string): string {
  let shown = ''
  let from = 0
  nameOfPair.lastIndex = 0
  for (let found = nameOfPair.exec(text); found; found = nameOfPair.exec(text)) {
    const at = nameOfPair.lastIndex
    if (!isSecretName(found[0]) || text.startsWith('//', at)) continue
    const end = at + lengthOfValue(text, at)
    shown += text.slice(from, at) + (end > at ? hidden : '')
    from = end
    nameOfPair.lastIndex = Math.max(end, at)
  }
  return shown + text.slice(from)
}

function lengthOfValue(text: string, at: number): number {
  quoted.lastIndex = at
  const [inQuotes] = quoted.exec(text) ?? []
  if (inQuotes !== undefined) return inQuotes.length
  const rest = text.slice(at)
  const end = endOfValue.exec(rest)?.index ?? rest.length
  return rest.slice(0, end).replace(/[\s}\])"']+$/, '').length
}

const steps = [withoutPrivateKeys, withoutUserinfo, withoutHeaders, withoutParameters, withoutElements, withoutPairs]
