/** Every text on screen comes from here. A second language is a second record with the keys of `en`. */
import { en } from './en.ts'

export type TextKey = keyof typeof en
type Texts = Record<TextKey, string>
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Values<K extends TextKey> = [Names<(typeof en)[K]>] extends [never]
  ? []
  : [values: Record<Names<(typeof en)[K]>, string | number>]
type Counted = TextKey extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never

export const locale = 'en-GB'
const texts: Texts = en
const pluralRules = new Intl.PluralRules(locale)
const integers = new Intl.NumberFormat(locale)

export function t<K extends TextKey>(key: K, ...[values]: Values<K>): string {
  return fill(texts[key], values)
}

/** `n` of something, in the language's plural form: needs the keys `<key>.one` and `<key>.other`. */
export function counted(key: Counted, n: number): string {
  const form = pluralRules.select(n) === 'one' ? 'one' : 'other'
  return fill(texts[`${key}.${form}` as TextKey], { n: integers.format(n) })
}

/** A word of the protocol or the API for people: its translation, or the word itself with spaces. */
export function wordFor(kind: string, word: string): string {
  return (texts as Record<string, string>)[`${kind}.${word}`] ?? spaced(word)
}

/** `EVConnectTimeout` → `EV connect timeout`, `ocppCSURL` → `ocpp CSURL`. */
export function spaced(word: string): string {
  const words = word
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
  const [first = '', ...rest] = words.split(' ')
  return [
    first.charAt(0).toUpperCase() + first.slice(1),
    ...rest.map((w) => (/^[A-Z][a-z]/.test(w) ? w.toLowerCase() : w)),
  ].join(' ')
}

function fill(text: string, values: Record<string, string | number> | undefined): string {
  return values ? text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : text
}
