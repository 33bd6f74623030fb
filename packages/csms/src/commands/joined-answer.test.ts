import { expect, test } from 'vitest'
import { joined, type Part } from './joined-answer.ts'

const answered = (response: object): Part => ({ items: 2, answer: { outcome: 'answered', response }, own: {} })
const results = (...statuses: string[]): Part =>
  answered({ setVariableResult: statuses.map((attributeStatus) => ({ attributeStatus })) })
const timeout: Part = { items: 2, answer: { outcome: 'timeout' }, own: {} }
const refused: Part = {
  items: 2,
  answer: { outcome: 'refused', code: 'InternalError', description: '', details: {} },
  own: {},
}
const notSent: Part = { items: 2, answer: { outcome: 'not-sent' }, own: {} }

test.each<[string, Part[], string]>([
  ['all accepted', [results('Accepted', 'RebootRequired'), results('Accepted')], 'Accepted'],
  ['one result of one part rejected', [results('Accepted', 'Rejected'), results('Accepted')], 'PartiallyAccepted'],
  ['all rejected', [results('Rejected'), results('Rejected')], 'Rejected'],
  ['one part timed out', [results('Accepted'), timeout], 'PartiallyAccepted'],
  ['one part refused', [refused, results('Accepted')], 'PartiallyAccepted'],
  ['rejected, and the rest not known', [results('Rejected'), timeout, notSent], 'PartiallyAnswered'],
  ['a report', [answered({ status: 'Accepted' }), answered({ status: 'Accepted' })], 'Accepted'],
  [
    'a report that is empty in part',
    [answered({ status: 'Accepted' }), answered({ status: 'EmptyResultSet' })],
    'Accepted',
  ],
  [
    'a report that is empty',
    [answered({ status: 'EmptyResultSet' }), answered({ status: 'EmptyResultSet' })],
    'EmptyResultSet',
  ],
  [
    'a list that failed half way',
    [answered({ status: 'Accepted' }), answered({ status: 'Failed' }), notSent],
    'PartiallyAccepted',
  ],
  ['a list that failed at once', [answered({ status: 'VersionMismatch' }), notSent], 'PartiallyAnswered'],
])('%s', (_what, parts, status) => {
  expect(joined(parts)).toMatchObject({ outcome: 'answered', status })
})

test('what nobody answered is what its first part was', () => {
  expect(joined([timeout, notSent])).toEqual({ outcome: 'timeout' })
  expect(joined([refused, refused])).toMatchObject({ outcome: 'refused', code: 'InternalError' })
})

test('results stand one after the other', () => {
  const parts = [
    answered({ configurationKey: [{ key: 'A' }], unknownKey: ['X'] }),
    answered({ configurationKey: [{ key: 'B' }] }),
  ]
  expect(joined(parts)).toMatchObject({
    status: 'Accepted',
    response: { configurationKey: [{ key: 'A' }, { key: 'B' }], unknownKey: ['X'] },
  })
})
