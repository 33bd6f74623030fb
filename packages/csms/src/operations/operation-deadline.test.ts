import { expect, test } from 'vitest'
import type { OperationKind } from './operation.ts'
import { dueAt } from './operation-deadline.ts'

const at = new Date('2026-03-01T08:00:00Z')
const deadlines = { reportDeadlineS: 600, transferDeadlineS: 3600 }
const answered = false
const told = true

test.each<[string, OperationKind, string, boolean, object, string | null]>([
  ['a report asked for', 'report', 'Requested', answered, {}, '2026-03-01T08:10:00.000Z'],
  ['a report promised', 'base-report', 'Accepted', answered, {}, '2026-03-01T08:10:00.000Z'],
  ['a report that found nothing', 'report', 'EmptyResultSet', answered, {}, null],
  ['a report under way', 'charging-profiles', 'Receiving', told, {}, '2026-03-01T08:10:00.000Z'],
  ['a report that is whole', 'charging-profiles', 'Complete', told, {}, null],
  ['a command nobody answered', 'log', 'Unanswered', answered, {}, null],
  ['a log promised, another given up', 'log', 'AcceptedCanceled', answered, {}, '2026-03-01T09:00:00.000Z'],
  ['a log given up', 'log', 'AcceptedCanceled', told, {}, null],
  ['an upload', 'diagnostics', 'Uploading', told, {}, '2026-03-01T09:00:00.000Z'],
  ['an upload that ended', 'diagnostics', 'UploadFailed', told, {}, null],
  [
    'a firmware of 1.6 for tonight',
    'firmware',
    'Accepted',
    answered,
    { retrieveDate: '2026-03-01T22:00:00Z' },
    '2026-03-01T23:00:00.000Z',
  ],
  [
    'a firmware to be installed next week',
    'firmware',
    'Downloaded',
    told,
    { firmware: { retrieveDateTime: '2026-03-01T07:00:00Z', installDateTime: '2026-03-08T02:00:00Z' } },
    '2026-03-08T03:00:00.000Z',
  ],
  ['tries again', 'log', 'Uploading', told, { retries: 3, retryInterval: 600 }, '2026-03-01T09:30:00.000Z'],
  ['a word of a vendor', 'firmware', 'Flashing', told, {}, '2026-03-01T09:00:00.000Z'],
  ['installed', 'firmware', 'Installed', told, {}, null],
  ['a reset', 'reset', 'Accepted', answered, { type: 'Hard' }, '2026-03-01T08:10:00.000Z'],
  ['a reset that took the connection along', 'reset', 'Unanswered', answered, {}, '2026-03-01T08:10:00.000Z'],
  ['a reset when idle', 'reset', 'Scheduled', answered, { type: 'OnIdle' }, '2026-03-01T09:00:00.000Z'],
  ['a reset of one EVSE', 'reset', 'Accepted', answered, { type: 'Immediate', evseId: 1 }, null],
  ['a reset of one EVSE on its way', 'reset', 'Requested', answered, { evseId: 1 }, '2026-03-01T08:10:00.000Z'],
  ['a reset that was refused', 'reset', 'Rejected', answered, {}, null],
  ['a boot after a reset', 'reset', 'Booted', told, {}, null],
  ['a date that is none', 'firmware', 'Accepted', answered, { retrieveDate: 'soon' }, '2026-03-01T09:00:00.000Z'],
])('%s', (_what, kind, status, isTold, request, due) => {
  const detail = { request: request as Record<string, unknown> }
  expect(dueAt({ kind, status, detail }, { at, told: isTold }, deadlines)?.toISOString() ?? null).toBe(due)
})
