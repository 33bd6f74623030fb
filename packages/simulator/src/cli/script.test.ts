import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseScript } from './script.ts'

test('a script may be read', () => {
  const steps = [
    { do: 'waitFor', until: 'online' },
    { do: 'plugIn', evse: 1 },
    { after: 5, do: 'tap', idToken: 'ALICE' },
  ]
  expect(parseScript(JSON.stringify(steps))).toEqual(steps)
})

test('every mistake of a script is named', () => {
  const text = JSON.stringify([{ do: 'dance' }, { do: 'tap', evse: -1 }, 7])
  expect(() => parseScript(text)).toThrow(
    /step 1: "do" is one of[\s\S]*step 2: tap needs "idToken"[\s\S]*step 2: "evse"[\s\S]*step 3: is not an object/,
  )
  expect(() => parseScript('nonsense')).toThrow(/not JSON/)
})

test('the example of the README may be run', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
  const example = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  expect(parseScript(example).length).toBeGreaterThan(5)
})
