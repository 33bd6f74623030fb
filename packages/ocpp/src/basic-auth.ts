export interface Credentials {
  /** A station's username is its identity (OCPP 2.x A00.FR.204, 1.6-J §6.2.2). */
  username: string
  /** As sent: 1.6 stations may have a key of arbitrary bytes, which is no text. */
  password: Buffer
}

/** RFC 7617. Undefined when the header is absent or of another scheme. */
export function readBasicAuth(header: string | undefined): Credentials | undefined {
  const encoded = /^basic +([a-z\d+/=_-]+) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  // An identity has no colon (2.x part 4, 3.1.1), a password may.
  const colon = bytes.indexOf(':')
  if (colon < 0) return undefined
  return { username: bytes.toString('utf8', 0, colon), password: bytes.subarray(colon + 1) }
}

export function writeBasicAuth(username: string, password: string | Buffer): string {
  return `Basic ${Buffer.concat([Buffer.from(`${username}:`), Buffer.from(password)]).toString('base64')}`
}

/**
 * What a station may send for one configured password. It is text in 2.x. In 1.6 the AuthorizationKey is the hexadecimal form of the bytes
 * that belong in the header (1.6-J §6.2.2), yet many stations send the hexadecimal text itself: both are the same secret.
 */
export function passwordForms(configured: string): Buffer[] {
  const text = Buffer.from(configured)
  return /^(?:[\da-f]{2})+$/i.test(configured) ? [text, Buffer.from(configured, 'hex')] : [text]
}
