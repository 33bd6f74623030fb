import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { mendJson } from './mend-json.ts'

const seed = Number(process.env.BUSBAR_SEED ?? Math.trunc(Math.random() * 2 ** 31))
console.log(`damaged frames: seed ${seed} (BUSBAR_SEED=${seed} repeats it)`)

const read = (text: string): unknown => {
  const mended = mendJson(text)
  return mended && JSON.parse(mended.text)
}

describe('slips that leave no doubt', () => {
  const cases: [what: string, text: string, value: unknown][] = [
    ['a comma before the first element', '[2,"1","A",{"v":[,{"x":1}]}]', { v: [{ x: 1 }] }],
    ['a comma behind the last', '[2,"1","A",{"v":[1,],"w":2,}]', { v: [1], w: 2 }],
    ['a comma behind the payload', '[2,"1","A",{"w":2},]', { w: 2 }],
    ['two commas', '[2,"1","A",{"v":1,,"w":[1,,2]}]', { v: 1, w: [1, 2] }],
    ['a member without a value', '[2,"1","A",{"v":,"w":2}]', { w: 2 }],
    ['the last member without a value', '[2,"1","A",{"w":2,"v":}]', { w: 2 }],
    ['the bracket of the frame missing', '[2,"1","A",{"w":2}', { w: 2 }],
    ['one bracket too many', '[2,"1","A",{"w":2}]]', { w: 2 }],
    ['NUL behind the frame, and what the buffer held', '[2,"1","A",{"w":2}]\0\0"}]', { w: 2 }],
    ['a byte order mark', '\ufeff[2,"1","A",{"w":2}]', { w: 2 }],
    ['no number', '[2,"1","A",{"w":nan,"v":-Inf}]', { w: null, v: null }],
    ['a control character', '[2,"1","A",{"w":"a\tb\0"}]', { w: 'a\tb\0' }],
  ]
  test.each(cases)('%s', (_what, text, payload) => {
    assert.throws(() => JSON.parse(text), SyntaxError)
    assert.deepEqual(read(text), [2, '1', 'A', payload])
    assert.ok((mendJson(text)?.slips.length ?? 0) > 0)
  })

  test.each([
    ['a frame cut off', '[2,"1","A",{"w":2'],
    ['a frame cut off between members', '[2,"1","A",{"v":{"w":2}'],
    ['a comma missing', '[2,"1","A",{"v":1 "w":2}]'],
    ['a quote missing', '[2,"1","A",{"v":"x,"w":2}]'],
    ['a name without quotes', '[2,"1","A",{v:1}]'],
    ['single quotes', "[2,'1','A',{'v':1}]"],
    ['a number that may have lost a digit', '[2,"1","A",{"v":.5}]'],
    ['a number that may have had another first digit', '[2,"1","A",{"v":012}]'],
    ['an escape that is none', '[2,"1","A",{"v":"a\\xb"}]'],
    ['brackets that do not match', '[2,"1","A",{"v":[1}]]'],
    ['an element of the frame missing', '[2,,"A",{}]'],
    ['two frames in one', '[2,"1","A",{}][2,"2","A",{}]'],
    ['text behind the frame', '[2,"1","A"],{"v":1}]'],
    ['no array', '{"v":1,}'],
    ['nesting without end', `[2,"1","A",${'['.repeat(100_000)}`],
  ])('not: %s', (_what, text) => assert.equal(read(text), undefined))
})

/** Every value that is handed on stands in the original, at the same place; of a list some elements may be gone. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part) && Array.isArray(whole)) {
    let at = 0
    return part.every((element) => {
      while (at < whole.length && !isPartOf(element, whole[at])) at++
      return at++ < whole.length
    })
  }
  if (typeof part === 'object' && part !== null && typeof whole === 'object' && whole !== null)
    return Object.entries(part).every(([key, value]) => isPartOf(value, (whole as Record<string, unknown>)[key]))
  return Object.is(part, whole)
}

const scalar = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.boolean(),
  fc.constantFrom('2026-03-01T08:00:00Z', 'Wh', '', 0, 10, null),
)
const { tree } = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('node'), { maxLength: 3 }), tie('tree')),
  tree: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 6 }).filter((key) => key !== '__proto__'),
    tie('node'),
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  ),
}))
const frame = fc.oneof(
  fc.tuple(fc.constant(2), fc.uuid(), fc.constantFrom('StopTransaction', 'MeterValues'), tree),
  fc.tuple(fc.constant(3), fc.uuid(), tree),
)
const signs = [...'[]{}",:0123456789.-+eE\\ntrufalsx', ' ', '\0', '\n']

test('a frame with one slip is read as what it was, less what is gone, or not at all: never as another', () => {
  let mended = 0
  fc.assert(
    fc.property(
      frame,
      fc.constantFrom('insert', 'delete', 'replace', 'double', 'cut', 'append'),
      fc.nat(),
      fc.constantFrom(...signs),
      (whole, damage, nth, sign) => {
        const text = JSON.stringify(whole)
        const at = nth % text.length
        const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
        // A sign written over a digit makes another number, as one digit over another does, and nobody can tell.
        if (damage === 'replace' && /[\d.eE+-]/.test(here)) return
        const damaged = {
          insert: before + sign + here + after,
          delete: before + after,
          replace: before + sign + after,
          double: before + here + here + after,
          cut: before,
          append: text + sign,
        }[damage]
        try {
          JSON.parse(damaged)
          return // What is JSON is no slip, and nobody can tell.
        } catch {}
        const value = read(damaged)
        if (value === undefined) return
        mended++
        // A control character within a text is itself: the one value that damage can change and that is read all the same.
        if (/[\0\n]/.test(sign) && JSON.stringify(value).includes(JSON.stringify(sign).slice(1, -1))) return
        assert.ok(isPartOf(value, whole), `${text}\n${damaged}\n${JSON.stringify(value)}`)
        assert.equal((value as unknown[]).length, whole.length)
      },
    ),
    { seed, numRuns: 20_000 },
  )
  assert.ok(mended > 200, `only ${mended} were read`)
}, 30_000)
