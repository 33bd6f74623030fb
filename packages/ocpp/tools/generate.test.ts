import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { readMember, writeMember } from '../src/definition.ts'
import { definitions, versions } from '../src/versions.ts'
import { officialFolder } from '../test/oracle.ts'
import { readAll, renderDefinition } from './generate.ts'
import { renderTypes } from './render-types.ts'

const generated = (name: string) => readFileSync(join(import.meta.dirname, '../src/generated', name), 'utf8')
const files = { 'ocpp1.6': 'v16', 'ocpp2.0.1': 'v201', 'ocpp2.1': 'v21' } as const

describe.each(versions)('%s', (version) => {
  test('the types are those of the definition', () => {
    assert.equal(generated(`${files[version]}.ts`), renderTypes(definitions[version]))
  })

  test('every member’s notation is read as it was written', () => {
    for (const members of Object.values(definitions[version].types)) {
      for (const text of Object.values(members)) assert.equal(writeMember(readMember(text)), text)
    }
  })

  test.skipIf(!existsSync(officialFolder))('the definition is that of the official schemas', () => {
    const file = files[version]
    assert.equal(generated(`${file}.json`), renderDefinition(readAll(officialFolder)[file]))
  })
})

test('a notation says what a member may be', () => {
  assert.deepEqual(readMember('integer(0..9)?'), { base: 'integer', required: false, min: 0, max: 9 })
  assert.deepEqual(readMember('number(-0.5..)'), { base: 'number', required: true, min: -0.5 })
  assert.deepEqual(readMember('number*0.1'), { base: 'number', required: true, multipleOf: 0.1 })
  assert.deepEqual(readMember('string(20)[1..4]?'), {
    base: 'string',
    required: false,
    maxLength: 20,
    array: { min: 1, max: 4 },
  })
  assert.deepEqual(readMember('MeterValue[]'), { base: 'MeterValue', required: true, array: {} })
  assert.throws(() => readMember('string('))
})
