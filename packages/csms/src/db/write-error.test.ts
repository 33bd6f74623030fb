import { expect, test } from 'vitest'
import { isAway, verdictOn } from './write-error.ts'

test.each([
  [{ code: 'EPIPE' }],
  [{ code: 'EPERM' }],
  [{ code: 'ECONNRESET' }],
  [{ code: '57P01' }],
  [{ code: '53300' }],
  [{ code: '40001' }],
  [{ message: 'Connection terminated unexpectedly' }],
])('%j says nothing about the rows: they are written again', (error) => {
  expect(verdictOn(error)).toBe('away')
})

test.each([[{ code: '22003' }], [{ code: '23503' }], [{ code: '42703' }], [{ code: '54000' }], [{ code: 'XX000' }]])(
  '%j is what the database makes of the rows',
  (error) => {
    expect(verdictOn(error)).toBe('refused')
  },
)

test.each([
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
])('a query that fails with %j had nobody to answer it', (message) => {
  expect(isAway(new Error(message))).toBe(true)
})
