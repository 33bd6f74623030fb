/**
 * Payloads and frames without what must not be read again: passwords that commands carry to stations (or stations tell, which they
 * should not), and key codes that drivers type in.
 */

const hidden = '***'

/** Most of what passes holds no secret, and is not looked through. */
const mayHoldSecret = /keycode|authorizationkey|basicauthpassword/i

/** OCPP 1.6 security whitepaper, A01: the password travels as the value of this key. */
export const isSecretKey = (key: unknown): boolean => isNamed(key, 'authorizationkey')

/** OCPP 2.0.1 part 2, A01: SecurityCtrlr.BasicAuthPassword. */
export const isSecretVariable = (name: unknown): boolean => isNamed(name, 'basicauthpassword')

export function withoutSecrets(action: string, payload: object): object {
  if (action === 'SetNetworkProfile') return JSON.parse(JSON.stringify(payload, withoutPassword))
  const text = JSON.stringify(payload)
  if (!mayHoldSecret.test(text)) return payload
  const shown = JSON.stringify(payload, withoutSecret)
  return shown === text ? payload : JSON.parse(shown)
}

/** Of one that is no JSON nobody can say where its secret is: nothing of it is shown. */
export function frameWithoutSecrets(text: string): string {
  if (!mayHoldSecret.test(text)) return text
  try {
    const frame = JSON.parse(text)
    const shown = JSON.stringify(frame, withoutSecret)
    return shown === JSON.stringify(frame) ? text : shown
  } catch {
    return hidden
  }
}

interface Members {
  readonly [name: string]: unknown
}

function withoutSecret(this: Members, name: string, value: unknown): unknown {
  if (value === undefined) return value
  switch (name) {
    case 'value':
      return isSecretKey(this.key) ? hidden : value
    case 'attributeValue':
    case 'actualValue':
      return isSecretVariable(nameOf(this.variable)) ? hidden : value
    case 'variableAttribute':
      return isSecretVariable(nameOf(this.variable)) ? withoutValues(value) : value
    case 'idToken':
    case 'additionalIdToken':
      // The PIN of OCPP 2.0.1 part 2, C04. The member of this name that holds the token and its type is looked into.
      return typeof value === 'string' && isNamed(this.type, 'keycode') ? hidden : value
    default:
      return value
  }
}

/** Connection profiles carry passwords of the CSMS, of a VPN and of a mobile network, each in its own depth. */
const withoutPassword = (name: string, value: unknown): unknown =>
  /password|^key$|^simPin$/i.test(name) && value !== undefined ? hidden : value

/** The attributes a report tells of. */
const withoutValues = (attributes: unknown): unknown =>
  Array.isArray(attributes)
    ? attributes.map((attribute: object) => ('value' in attribute ? { ...attribute, value: hidden } : attribute))
    : hidden

const nameOf = (variable: unknown): unknown => (variable as { name?: unknown } | null | undefined)?.name

const isNamed = (value: unknown, name: string): boolean => typeof value === 'string' && value.toLowerCase() === name
