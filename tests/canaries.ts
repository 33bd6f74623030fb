/** Payloads of any message with a marked secret in every place that can carry one, made from the definitions. */
import { type Field, fieldsOf } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'

/** What is looked for afterwards, in whatever shape it was planted. */
export const mark = 'C4N4RY'
/** As a number, where only one fits. */
export const markedNumber = 98_127_364
/** A key code, for 1.6, which does not say that it is one. */
export const markedIdTag = `${mark}-typed-in`

let planted = 0
const secret = () => `${mark}${planted++}`

const texts: readonly (() => string)[] = [
  () => `psk=${secret()}`,
  () => `ftp://ops:${secret()}@192.0.2.1/`,
  () => `https://h/o?X-Amz-Signature=${secret()}&v=1`,
  () => JSON.stringify({ password: secret() }),
  () => `it sent Bearer ${secret()}`,
  () => JSON.stringify({ data: JSON.stringify([{ key: 'WifiPassword', value: secret() }]) }),
  () => `<Wifi><Password>${secret()}</Password></Wifi>`,
  () => `-----BEGIN PRIVATE KEY-----\n${secret()}\n-----END PRIVATE KEY-----`,
]

/** The next shape that fits. */
function words(maxLength: number): string {
  for (let i = 0; i < texts.length; i++) {
    const text = texts[(planted + i) % texts.length]?.() ?? ''
    if (text.length <= maxLength) return text
  }
  return 'text'.slice(0, maxLength)
}

const anything = () => ({
  vendorId: 'com.acme',
  wifi: { ssid: 'home', password: secret() },
  list: [{ name: 'apiKey', value: secret() }],
  url: `sftp://a:${secret()}@h/`,
  text: JSON.stringify({ token: secret() }),
})

export function canary(version: Version, action: string, kind: 'request' | 'response'): Record<string, unknown> {
  return objectOf(fieldsOf(version, action, kind))
}

function objectOf(fields: readonly Field[]): Record<string, unknown> {
  const names = fields.map(({ name }) => name)
  return Object.fromEntries(fields.map((field) => [field.name, memberOf(field, names)]))
}

function memberOf(field: Field, beside: readonly string[]): unknown {
  const { array } = field
  return array ? Array.from({ length: Math.max(array.min ?? 0, 1) }, () => oneOf(field, beside)) : oneOf(field, beside)
}

function oneOf(field: Field, beside: readonly string[]): unknown {
  const { name, maxLength = 1000, fields = [] } = field
  if (name === 'customData') return anything()
  if (/pin$/i.test(name) && field.type !== 'string') return markedNumber
  switch (field.type) {
    case 'object':
      return field.typeName === 'VariableType' ? { name: 'WifiPassword' } : objectOf(fields)
    case 'integer':
    case 'number':
      return Math.max(field.min ?? Number.NEGATIVE_INFINITY, Math.min(field.max ?? 1, 1))
    case 'boolean':
      return true
    case 'dateTime':
      return '2026-03-01T08:00:00.000Z'
    case 'uri':
      return `ftp://ops:${secret()}@192.0.2.1/`
    case 'any':
      return anything()
    default:
      if (name === 'type' && beside.some(isIdToken)) return 'KeyCode'
      return field.enum?.[0] ?? textOf(name, maxLength, beside)
  }
}

const isIdToken = (name: string): boolean => name === 'idToken' || name === 'additionalIdToken'

function textOf(name: string, maxLength: number, beside: readonly string[]): string {
  const isNamed = beside.includes('variable') || (name === 'value' && beside.includes('key'))
  if (/password$/i.test(name) || (name === 'key' && beside.includes('password'))) return secret()
  if (/^(idTag|parentIdTag)$/.test(name)) return markedIdTag
  if (isIdToken(name)) return secret()
  if (name === 'key' && beside.includes('value')) return 'WifiPassword'
  if (/^(attributeValue|actualValue)$/.test(name) || (name === 'value' && isNamed)) return secret()
  if (name === 'value' && beside.includes('mutability')) return secret()
  if (name === 'value') return '1'
  if (/info|data|location|url|uri|content|description|cause|message$|text/i.test(name)) return words(maxLength)
  return 'text'.slice(0, maxLength)
}
