import { expect, test } from 'vitest'
import type { RunOutcome } from '../../commands/run-command.ts'
import { ApiError, problemOf } from '../../http/problem.ts'
import { commandAnswer } from './answer.ts'

test('a Rejected of the station is an answer', () => {
  expect(commandAnswer({ outcome: 'answered', status: 'Rejected', response: { status: 'Rejected' } })).toEqual({
    status: 200,
    body: { status: 'Rejected', response: { status: 'Rejected' } },
  })
})

const table: [RunOutcome, number, string][] = [
  [{ outcome: 'offline' }, 409, 'offline'],
  [{ outcome: 'busy' }, 409, 'busy'],
  [{ outcome: 'timeout' }, 504, 'timeout'],
  [{ outcome: 'connection-lost' }, 502, 'connection-lost'],
  [{ outcome: 'refused', code: 'NotSupported', description: 'no', details: {} }, 502, 'station-error'],
  [{ outcome: 'invalid-response', code: 'FormatViolation', path: '/status', message: 'x' }, 502, 'station-invalid'],
  [{ outcome: 'invalid', errors: [{ path: '/type', message: 'is missing' }] }, 422, 'invalid'],
  [{ outcome: 'unsupported', version: 'ocpp1.6', action: 'GetVariables' }, 501, 'not-supported'],
  [{ outcome: 'unknown-command' }, 501, 'not-supported'],
  [{ outcome: 'unknown-station' }, 404, 'not-found'],
]

test.each(table)('%o is a %i', (outcome, status, kind) => {
  let thrown: unknown
  try {
    commandAnswer(outcome)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(ApiError)
  expect(problemOf(thrown as ApiError, 'req-1')).toMatchObject({ type: `urn:busbar:problem:${kind}`, status })
})

test('a CALLERROR is told with its code, description and details', () => {
  const refused = {
    outcome: 'refused',
    code: 'InternalError',
    description: 'relay stuck',
    details: { relay: 2 },
  } as const
  try {
    commandAnswer(refused)
    expect.unreachable()
  } catch (error) {
    expect(problemOf(error as ApiError, 'r')).toMatchObject({
      code: 'InternalError',
      description: 'relay stuck',
      details: { relay: 2 },
      detail: 'InternalError: relay stuck',
    })
  }
})
