import { expect, test } from 'vitest'
import { addTo, newRegister } from './energy-register.ts'
import { packedRegister, withRegister } from './kept-register.ts'
import { newTransaction } from './transaction.ts'
import { reportOf } from './transaction-report.ts'

const at = new Date('2026-03-01T08:00:00Z')
const of = { organisationId: 'o', siteId: 's', stationId: 'CP1', version: 'ocpp1.6' as const, id: 1, wireId: '1' }
const started = () => newTransaction(of, reportOf('started', { at }), at)

function metered() {
  const transaction = started()
  addTo(transaction.register, 'outlet', at.getTime(), 1000.125)
  return transaction
}
const heldIn = (transaction: object): string => typeof (transaction as { held: unknown }).held

test('a transaction that runs keeps its register at hand, one that has ended its text, and both are read alike', () => {
  const transaction = metered()
  const text = packedRegister(transaction)
  expect(heldIn(transaction)).toBe('object')
  transaction.state = 'closed'
  expect(packedRegister(transaction)).toBe(text)
  expect(heldIn(transaction)).toBe('string')
  expect(transaction.register).toEqual(metered().register)
  expect(heldIn(transaction)).toBe('object')
})

test('what was read from a row is text until somebody asks, and is written again as what it became', () => {
  const stored = withRegister({ ...started(), state: 'closed' }, packedRegister(metered()))
  expect(heldIn(stored)).toBe('string')
  addTo(stored.register, 'outlet', at.getTime() + 60_000, 1200)
  expect(packedRegister(stored)).toContain('60000,199875')
  stored.register = newRegister()
  expect(stored.register).toEqual(newRegister())
})
