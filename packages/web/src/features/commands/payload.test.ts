import { expect, test } from 'vitest'
import type { Field } from '../../api/types.ts'
import { demandOf, emptyMembers, inOrder } from './payload.ts'

const fields: Field[] = [
  { name: 'evseId', type: 'integer', required: false, min: 0 },
  {
    name: 'idToken',
    type: 'object',
    required: true,
    fields: [
      { name: 'idToken', type: 'string', required: true, maxLength: 255 },
      { name: 'type', type: 'string', required: true, enum: ['Central', 'ISO14443'] },
      { name: 'additionalInfo', type: 'object', required: false, array: { min: 1 }, fields: [] },
    ],
  },
  { name: 'keys', type: 'string', required: true, array: { min: 2, max: 4 }, maxLength: 50 },
]

test('a new payload has what is required, as deep as it goes, and nothing else', () => {
  expect(emptyMembers(fields)).toEqual({ idToken: { idToken: '', type: 'Central' }, keys: ['', ''] })
})

test('members go out in the order of the definition', () => {
  const given = { keys: ['a', 'b'], idToken: { type: 'Central', idToken: 'A' }, vendorThing: 1, evseId: 0 }
  expect(JSON.stringify(inOrder(fields, given))).toBe(
    '{"evseId":0,"idToken":{"idToken":"A","type":"Central"},"keys":["a","b"],"vendorThing":1}',
  )
})

test('what is asked of a value fits on a line', () => {
  expect(fields.map(demandOf)).toEqual(['integer 0…', 'object', 'string ≤ 50[2…4]'])
})
