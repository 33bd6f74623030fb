/**
 * Passwords of charging stations (Basic authentication, security profile 1) as they are kept:
 *
 * - `hmac-sha256$<digest>`: one that we made. It has 160 bits, so nobody tries them all, and the digest needs no slowness, only a key that
 *   does not lie beside it: ten thousand stations come back at once after a power cut.
 * - `scrypt$N$r$p$salt$hash`: one that somebody thought of. Salt and hash in base64url; the cost is in the text, so that it can be raised
 *   without asking anybody for a new password.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { operators, type ScryptPool } from '../guard/scrypt-pool.ts'
import type { ServerKey } from '../server-key.ts'

/** As good as N = 2^17, r = 8, p = 1 (OWASP Password Storage Cheat Sheet), with a quarter of the memory. */
const cost = { N: 2 ** 15, r: 8, p: 3 }
const hashBytes = 32
/** 1.6-J §6.2.2: an AuthorizationKey has at most 20 bytes, written as 40 hexadecimal digits; 2.x takes up to 40 characters. */
const madeBytes = 20
const purpose = 'station-password'

export class Passwords {
  readonly #serverKey: ServerKey
  readonly #pool: ScryptPool

  constructor(serverKey: ServerKey, pool: ScryptPool) {
    this.#serverKey = serverKey
    this.#pool = pool
  }

  /** A new one, to be shown once. */
  make(): { readonly password: string; readonly stored: string } {
    const password = randomBytes(madeBytes).toString('hex')
    return { password, stored: this.#digestOf(password) }
  }

  /** One that somebody thought of. Rejects with `HashesBusy`. */
  async hash(password: string, whose: string | typeof operators = operators): Promise<string> {
    const salt = randomBytes(16)
    const hash = await this.#pool.derive({ password: canonical(password), salt, bytes: hashBytes, ...cost }, whose)
    return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
  }

  /** Is `given`, the bytes after the colon of the Authorization header, the password behind `stored`? null: only `verify` can tell. */
  verifyQuickly(given: Buffer, stored: string): boolean | null {
    if (!stored.startsWith('hmac-sha256$')) return null
    return readings(given).some((candidate) => equal(this.#digestOf(candidate), stored))
  }

  /** Rejects with `HashesBusy` where that takes its time. */
  async verify(given: Buffer, stored: string, whose: string | typeof operators = operators): Promise<boolean> {
    const quickly = this.verifyQuickly(given, stored)
    if (quickly !== null) return quickly
    const [scheme, N, r, p, salt, hash] = stored.split('$')
    if (scheme !== 'scrypt' || !salt || !hash) throw new Error('a password hash in an unknown format')
    const expected = Buffer.from(hash, 'base64url')
    for (const password of readings(given)) {
      const job = { N: Number(N), r: Number(r), p: Number(p), bytes: expected.length }
      const actual = await this.#pool.derive({ password, salt: Buffer.from(salt, 'base64url'), ...job }, whose)
      if (timingSafeEqual(actual, expected)) return true
    }
    return false
  }

  #digestOf(password: string): string {
    return `hmac-sha256$${this.#serverKey.digest(purpose, password)}`
  }
}

/** Kept at a cost that is no longer enough. */
export function isOutdated(stored: string): boolean {
  const [scheme, N, r, p] = stored.split('$')
  return scheme === 'scrypt' && Number(N) * Number(r) * Number(p) < cost.N * cost.r * cost.p
}

/** 1.6's AuthorizationKey is written as 40 hexadecimal digits, and some stations send the 20 bytes they stand for. */
function readings(given: Buffer): string[] {
  const text = canonical(given.toString('utf8'))
  return given.length === 20 ? [text, given.toString('hex')] : [text]
}

const canonical = (password: string): string => (/^[0-9a-fA-F]{40}$/.test(password) ? password.toLowerCase() : password)

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
