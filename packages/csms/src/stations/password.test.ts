import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'

test('a password is found again, another one is not', async () => {
  const stored = await hashPassword('correct horse battery')
  expect(stored).toMatch(/^scrypt\$4096\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
  expect(await verifyPassword(Buffer.from('correct horse battery'), stored)).toBe(true)
  expect(await verifyPassword(Buffer.from('correct horse batterx'), stored)).toBe(false)
  expect(await verifyPassword(Buffer.alloc(0), stored)).toBe(false)
})

test('the same password gives another hash each time', async () => {
  expect(await hashPassword('same')).not.toBe(await hashPassword('same'))
})

test('a 1.6 AuthorizationKey may come as its 40 digits in either case, or as the 20 bytes they stand for', async () => {
  const key = '0001020304050607FFFFFFFFABCDEF0123456789'
  const stored = await hashPassword(key)
  expect(await verifyPassword(Buffer.from(key), stored)).toBe(true)
  expect(await verifyPassword(Buffer.from(key.toLowerCase()), stored)).toBe(true)
  expect(await verifyPassword(Buffer.from(key, 'hex'), stored)).toBe(true)
})

test('a hash of an unknown scheme is an error, not a refusal', async () => {
  await expect(verifyPassword(Buffer.from('x'), 'md5$abc')).rejects.toThrow('unknown format')
})
