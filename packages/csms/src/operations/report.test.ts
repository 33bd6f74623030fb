import { expect, test } from 'vitest'
import type { Operation } from './operation.ts'
import { type Part, withPart } from './report.ts'

const operation = { detail: { request: {} } } as unknown as Operation

function assemble(...parts: Part[]) {
  let current = operation
  let status = ''
  for (const part of parts) {
    const assembly = withPart(current, part)
    current = { ...current, ...assembly }
    status = assembly.status
  }
  return { status, items: current.detail.items }
}

test('a report of one part is complete', () => {
  expect(assemble({ seqNo: 0, items: ['a'] })).toEqual({ status: 'Complete', items: ['a'] })
})

test('parts come together in order, the last one says so', () => {
  const first = { seqNo: 0, tbc: true, items: ['a'] }
  expect(assemble(first).status).toBe('Receiving')
  expect(assemble(first, { seqNo: 1, tbc: false, items: ['b'] })).toEqual({ status: 'Complete', items: ['a', 'b'] })
})

test('a part sent again after a lost answer counts once', () => {
  const first = { seqNo: 0, tbc: true, items: ['a', 'a'] }
  const last = { seqNo: 1, items: ['b'] }
  expect(assemble(first, first, last, last)).toEqual({ status: 'Complete', items: ['a', 'a', 'b'] })
})

test('a missing part is told, and may still come (B07.FR.10)', () => {
  const first = { seqNo: 0, tbc: true, items: ['a'] }
  const last = { seqNo: 2, items: ['c'] }
  expect(assemble(first, last).status).toBe('Incomplete')
  expect(assemble(first, last, { seqNo: 1, tbc: true, items: ['b'] }).status).toBe('Complete')
})

test('without numbers, the same item is the same item', () => {
  const items = [{ id: 1 }]
  expect(assemble({ tbc: true, items }, { tbc: true, items }, { items: [{ id: 2 }] })).toEqual({
    status: 'Complete',
    items: [{ id: 1 }, { id: 2 }],
  })
})
