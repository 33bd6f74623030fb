import { expect, test } from 'vitest'
import { afterAnswer, afterWord, type JobState, nextTryAt } from './job-state.ts'

const at = new Date('2026-03-01T08:00:00Z')
const later = (s: number) => new Date(at.getTime() + s * 1000)
const none = { attempts: 1, tryUntil: null, dueAt: null }

test.each<[string, Parameters<typeof afterAnswer>[0]['outcome'], string, Partial<typeof none> | object, JobState]>([
  ['a promise', 'answered', 'Accepted', { dueAt: later(600) }, { state: 'waiting', dueAt: later(600) }],
  ['a yes to which nothing more comes', 'answered', 'EmptyResultSet', {}, { state: 'done' }],
  ['a no', 'answered', 'Rejected', { tryUntil: later(3600) }, { state: 'failed' }],
  ['an error', 'refused', 'Refused', { tryUntil: later(3600) }, { state: 'failed' }],
  ['nobody there, asked once', 'offline', 'NotSent', {}, { state: 'failed' }],
  [
    'nobody there, with time left',
    'offline',
    'NotSent',
    { tryUntil: later(3600) },
    { state: 'queued', nextTryAt: later(15) },
  ],
  [
    'no answer, for the third time',
    'timeout',
    'Unanswered',
    { attempts: 3, tryUntil: later(3600) },
    { state: 'queued', nextTryAt: later(60) },
  ],
  [
    'a reset that took the connection along',
    'connection-lost',
    'Unanswered',
    { dueAt: later(600) },
    { state: 'waiting', dueAt: later(600) },
  ],
  ['no time left', 'connection-lost', 'Unanswered', { attempts: 3, tryUntil: later(59) }, { state: 'failed' }],
])('%s', (_what, outcome, status, of, state) => {
  expect(afterAnswer({ outcome }, status, at, { ...none, ...of })).toEqual(state)
})

test.each([
  ['Installed', 'done'],
  ['Uploaded', 'done'],
  ['Complete', 'done'],
  ['InstallVerificationFailed', 'failed'],
  ['UploadFailure', 'failed'],
  ['InvalidChecksum', 'failed'],
  ['Incomplete', 'failed'],
  ['AcceptedCanceled', 'cancelled'],
])('the last word %s means %s', (status, state) => {
  expect(afterWord(status, null)).toEqual({ state })
})

test('tries come less and less often, and never more than ten minutes apart', () => {
  const far = later(1e7)
  const pauses = [1, 2, 3, 7, 40, 5000].map((attempts) => (nextTryAt(attempts, at, far)?.getTime() ?? 0) - at.getTime())
  expect(pauses).toEqual([15_000, 30_000, 60_000, 600_000, 600_000, 600_000])
})
