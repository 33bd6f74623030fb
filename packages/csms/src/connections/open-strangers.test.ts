import { expect, test } from 'vitest'
import { OpenStrangers, type Stranger } from './open-strangers.ts'

const cut: string[] = []
const one = (id: string, budget: string, over: Partial<Stranger> = {}): Stranger => ({
  ...{ id, budget, isOne: () => true, isDescribed: () => false, cut: () => void cut.push(id) },
  ...over,
})

test('an address has so many places, and a place is free again when its stranger has gone', () => {
  const open = new OpenStrangers({ strangers: 10, strangersPerAddress: 2 })
  const first = one('A1', 'A')
  expect([open.add(first), open.add(one('A2', 'A')), open.add(one('A3', 'A'))]).toEqual([true, true, false])
  expect(open.add(one('B1', 'B'))).toBe(true)
  open.remove(first)
  expect([open.add(one('A4', 'A')), open.add(one('A5', 'A'))]).toEqual([true, false])
})

test('who was admitted meanwhile needs no place', () => {
  const open = new OpenStrangers({ strangers: 10, strangersPerAddress: 1 })
  let stranger = true
  expect(open.add(one('A1', 'A', { isOne: () => stranger }))).toBe(true)
  expect(open.add(one('A2', 'A'))).toBe(false)
  stranger = false
  expect(open.add(one('A2', 'A'))).toBe(true)
})

test('full, a newcomer takes the place of one that says nothing, of the address that has most', () => {
  cut.length = 0
  const open = new OpenStrangers({ strangers: 6, strangersPerAddress: 10 })
  open.add(one('A1', 'A', { isDescribed: () => true }))
  for (const id of ['A2', 'A3', 'A4']) open.add(one(id, 'A'))
  for (const id of ['B1', 'B2']) open.add(one(id, 'B'))
  expect(open.add(one('C1', 'C'))).toBe(true)
  expect(cut).toEqual(['A2'])
  // Now A has three; a third of B would only turn it round, and so would a fourth of A.
  expect([open.add(one('B3', 'B')), open.add(one('A5', 'A'))]).toEqual([false, false])
  expect(open.add(one('C2', 'C'))).toBe(true)
  expect(cut).toEqual(['A2', 'A3'])
})
