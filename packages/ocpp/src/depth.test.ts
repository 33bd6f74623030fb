import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'vitest'
import { isTooDeep } from './depth.ts'

/** Character by character. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if (inString && character === '\\') i++
    else if (character === '"') inString = !inString
    else if (!inString && '[{'.includes(character)) deepest = Math.max(deepest, ++depth)
    else if (!inString && ']}'.includes(character)) depth--
  }
  return deepest
}

const piece = fc.constantFrom('[', '{', ']', '}', '"', '\\', '\\"', '\\\\"', 'a', '"[[["', '"\\\\"')

test('brackets count where no string holds them, however its quotes are escaped', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (pieces, most) => {
      const text = pieces.join('')
      assert.equal(isTooDeep(text, most), text.length > 2 * most && depthOf(text) > most)
    }),
  )
})

test('a string of a megabyte is stepped over', () => {
  assert.ok(!isTooDeep(`["${'['.repeat(2 ** 20)}"]`))
  assert.ok(!isTooDeep(`["${'\\"['.repeat(2 ** 18)}`))
  assert.ok(isTooDeep(`["${'x'.repeat(2 ** 20)}",${'['.repeat(400)}`))
})
