import { scryptSync } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { HashesBusy, operators, ScryptPool } from './scrypt-pool.ts'

const pool = new ScryptPool(1)
afterAll(() => pool.close())
const job = (password: string) => ({ password, salt: Buffer.from('salt'), bytes: 16, N: 1024, r: 8, p: 1 })

test('it is scrypt', async () => {
  const expected = scryptSync('x', 'salt', 16, { N: 1024, r: 8, p: 1 })
  expect(await pool.derive(job('x'), 'A')).toEqual(expected)
})

test('one after the other, an address behind its own, operators before all', async () => {
  const order: string[] = []
  const done = (name: string) => () => void order.push(name)
  const jobs = [
    pool.derive(job('a1'), 'A').then(done('a1')),
    pool.derive(job('a2'), 'A').then(done('a2')),
    pool.derive(job('a3'), 'A').then(done('a3')),
    pool.derive(job('b1'), 'B').then(done('b1')),
    pool.derive(job('o1'), operators).then(done('o1')),
  ]
  await Promise.all(jobs)
  // a1 was in hand before anybody else came.
  expect(order).toEqual(['a1', 'o1', 'a2', 'b1', 'a3'])
})

test('a line that is full turns away at once: one address alone, then all, never an operator', async () => {
  const of = async (whose: string | typeof operators, n: number) => {
    const results = await Promise.allSettled(Array.from({ length: n }, () => pool.derive(job('x'), whose)))
    return results.filter((result) => result.status === 'rejected' && result.reason instanceof HashesBusy).length
  }
  const [a, b, c, d, o] = await Promise.all([of('A', 100), of('B', 16), of('C', 16), of('D', 16), of(operators, 20)])
  // One of A is in hand, so that 17 of its 100 are taken.
  expect([a, b, o]).toEqual([83, 0, 0])
  expect(c + d).toBe(24)
})

test('a job that cannot be done is a mistake of its own; the next one is', async () => {
  await expect(pool.derive({ ...job('x'), N: 3 }, 'A')).rejects.toThrow()
  expect(await pool.derive(job('y'), 'A')).toHaveLength(16)
})

test('after the end nobody waits for ever', async () => {
  const other = new ScryptPool(1)
  const jobs = [other.derive(job('x'), 'A'), other.derive(job('y'), 'A')].map((one) => one.catch((error) => error))
  await other.close()
  for (const outcome of await Promise.all(jobs)) expect(outcome).toBeInstanceOf(HashesBusy)
  await expect(other.derive(job('z'), 'A')).rejects.toThrow(HashesBusy)
})
