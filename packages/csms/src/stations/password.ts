/**
 * Passwords of charging stations (Basic authentication, security profile 1), kept as `scrypt$N$r$p$salt$hash` with salt and hash
 * in base64url. The cost is low for scrypt: the keys are long and random, and ten thousand stations reconnect at once after
 * a power cut. The parameters are in the text, so that they can be raised without asking anybody for a new password.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

const cost = { N: 4096, r: 8, p: 1 }
const hashBytes = 32

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(canonical(password), salt, hashBytes, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Is `given`, the bytes after the colon of the Authorization header, the password behind `stored`? */
export async function verifyPassword(given: Buffer, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || !salt || !hash) throw new Error('a password hash in an unknown format')
  const expected = Buffer.from(hash, 'base64url')
  for (const candidate of readings(given)) {
    const options = { N: Number(N), r: Number(r), p: Number(p) }
    const actual = await derive(candidate, Buffer.from(salt, 'base64url'), expected.length, options)
    if (timingSafeEqual(actual, expected)) return true
  }
  return false
}

/** 1.6's AuthorizationKey is written as 40 hexadecimal digits, and some stations send the 20 bytes they stand for. */
function readings(given: Buffer): string[] {
  const text = canonical(given.toString('utf8'))
  return given.length === 20 ? [text, given.toString('hex')] : [text]
}

const canonical = (password: string): string => (/^[0-9a-fA-F]{40}$/.test(password) ? password.toLowerCase() : password)

function derive(password: string, salt: Buffer, bytes: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
