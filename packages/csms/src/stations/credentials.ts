/** Is this the station's password? What was right once is remembered as a keyed digest, so that reconnecting costs no scrypt. */
import { createHmac, randomBytes } from 'node:crypto'
import type { Credentials } from './door.ts'
import type { LiveStation } from './live-station.ts'
import { verifyPassword } from './password.ts'

export class CredentialCheck {
  readonly #secret = randomBytes(32)
  readonly #right = new Map<string, string>()

  /** OCPP 2.0.1 part 2, A00.FR.204; 1.6 security whitepaper, A00.FR.204: the username is the identity of the station. */
  async matches(station: LiveStation, given: Credentials | undefined): Promise<boolean> {
    const { passwordHash } = station
    if (passwordHash === null) return true
    if (given?.username !== station.id) return false
    const digest = createHmac('sha256', this.#secret).update(passwordHash).update(given.password).digest('base64')
    if (this.#right.get(station.id) === digest) return true
    if (!(await verifyPassword(given.password, passwordHash))) return false
    this.#right.set(station.id, digest)
    return true
  }
}
