import { scryptSync } from 'node:crypto'
import { afterAll, expect, test, vi } from 'vitest'
import { ScryptPool } from '../guard/scrypt-pool.ts'
import { ServerKey } from '../server-key.ts'
import { isOutdated, Passwords } from './password.ts'

// A hash is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
const pool = new ScryptPool(1)
const passwords = new Passwords(new ServerKey('a-server-key-for-the-tests-of-passwords'), pool)
afterAll(() => pool.close())

test('the password itself is accepted, anything else is not', async () => {
  const stored = await passwords.hash('correct horse battery')
  expect(stored).toMatch(/^scrypt\$/)
  expect(isOutdated(stored)).toBe(false)
  expect(passwords.verifyQuickly(Buffer.from('correct horse battery'), stored)).toBe(null)
  expect(await passwords.verify(Buffer.from('correct horse battery'), stored)).toBe(true)
  expect(await passwords.verify(Buffer.from('correct horse batterx'), stored)).toBe(false)
  expect(await passwords.verify(Buffer.alloc(0), stored)).toBe(false)
})

test('the cost is at least what OWASP asks for', async () => {
  const [, N, r, p] = (await passwords.hash('x')).split('$').map(Number) as [number, number, number, number]
  // N·r·p counts the block mixes: 2^17·8·1, or an equivalent of the cheat sheet with less memory and a larger p.
  const allowed = [
    [2 ** 17, 8, 1],
    [2 ** 16, 8, 2],
    [2 ** 15, 8, 3],
    [2 ** 14, 8, 5],
    [2 ** 13, 8, 10],
  ]
  expect(allowed).toContainEqual([N, r, p])
})

test('two stations with the same password do not share a hash', async () => {
  expect(await passwords.hash('same')).not.toBe(await passwords.hash('same'))
})

test("1.6's hexadecimal key is the same key in either case, and as the 20 bytes it stands for", async () => {
  const key = 'DEADBEEF00112233445566778899AABBCCDDEEFF'
  const stored = await passwords.hash(key)
  expect(await passwords.verify(Buffer.from(key), stored)).toBe(true)
  expect(await passwords.verify(Buffer.from(key.toLowerCase()), stored)).toBe(true)
  expect(await passwords.verify(Buffer.from(key, 'hex'), stored)).toBe(true)
})

test('one that we made has 160 bits, is new every time, and is told without a slow hash, as text and as bytes', () => {
  const { password, stored } = passwords.make()
  expect(password).toMatch(/^[0-9a-f]{40}$/)
  expect(passwords.make().password).not.toBe(password)
  expect(stored).toMatch(/^hmac-sha256\$/)
  expect(stored).not.toContain(password)
  for (const right of [Buffer.from(password), Buffer.from(password.toUpperCase()), Buffer.from(password, 'hex')]) {
    expect(passwords.verifyQuickly(right, stored)).toBe(true)
  }
  expect(passwords.verifyQuickly(Buffer.from(`${password}0`), stored)).toBe(false)
  expect(passwords.verifyQuickly(Buffer.from(stored), stored)).toBe(false)
})

test('with another server key none of those that we made opens anything', () => {
  const { password, stored } = passwords.make()
  const others = new Passwords(new ServerKey('another-server-key-for-the-tests-of-passwords'), pool)
  expect(others.verifyQuickly(Buffer.from(password), stored)).toBe(false)
})

test('one that was kept at a lower cost is still right, and outdated', async () => {
  const salt = Buffer.alloc(16, 7)
  const hash = scryptSync('an old one', salt, 32, { N: 4096, r: 8, p: 1 })
  const stored = `scrypt$4096$8$1$${salt.toString('base64url')}$${hash.toString('base64url')}`
  expect(isOutdated(stored)).toBe(true)
  expect(await passwords.verify(Buffer.from('an old one'), stored)).toBe(true)
  expect(await passwords.verify(Buffer.from('a new one'), stored)).toBe(false)
})

test('a hash in another format is a mistake of ours, not a wrong password', async () => {
  await expect(passwords.verify(Buffer.from('x'), 'md5$abc')).rejects.toThrow('unknown format')
})
