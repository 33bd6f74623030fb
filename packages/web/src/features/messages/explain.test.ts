import { expect, test } from 'vitest'
import type { Field } from '../../api/types.ts'
import { type Explained, explain } from './explain.ts'

const words = { missing: 'missing', unknown: 'unknown' }
const fields: Field[] = [
  { name: 'connectorId', type: 'integer', required: true },
  { name: 'info', type: 'string', required: false, maxLength: 50 },
  {
    name: 'meterValue',
    type: 'object',
    required: true,
    array: { min: 1 },
    fields: [{ name: 'timestamp', type: 'dateTime', required: true }],
  },
]

const troubles = (all: readonly Explained[]): string[] =>
  all.flatMap((one) => [...(one.trouble ? [`${one.path} ${one.trouble}`] : []), ...troubles(one.children)])

test('a payload as defined has no trouble, and its absent optional members are shown as absent', () => {
  const explained = explain({ connectorId: 1, meterValue: [{ timestamp: 'now' }] }, fields, [], words)
  expect(troubles(explained)).toEqual([])
  expect(explained.map(({ name, value }) => [name, value === undefined])).toEqual([
    ['connectorId', false],
    ['info', true],
    ['meterValue', false],
  ])
})

test('missing, unknown and deviating members are found where they are', () => {
  const payload = { vendorThing: 1, info: 'long', meterValue: [{ timestamp: 'a' }, {}] }
  expect(troubles(explain(payload, fields, [{ path: '/info', message: 'too long' }], words))).toEqual([
    '/connectorId missing',
    '/info too long',
    '/meterValue/1/timestamp missing',
    '/vendorThing unknown',
  ])
})

test('a free-form payload is shown without complaint', () => {
  expect(troubles(explain({ a: { b: 1 } }, [], [], words))).toEqual([])
})
