import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inParts, limitOf, listVersions } from './limited-lists.ts'

const callBytes = (items: readonly string[]) => Buffer.byteLength(JSON.stringify({ list: items }))
const emptyBytes = callBytes([])

const seed = 20260301

test('parts keep every element in order and never exceed a limit, but for an element too long by itself', () => {
  const limits = fc.record({
    items: fc.option(fc.integer({ min: 1, max: 12 })),
    bytes: fc.option(fc.integer({ min: 1, max: 200 })),
  })
  const lists = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(lists, limits, (items, limits) => {
      const parts = inParts(items, limits, emptyBytes)
      const fits = (part: readonly string[]) =>
        part.length <= (limits.items ?? 40) && callBytes(part) <= (limits.bytes ?? 10_000)
      expect(parts.flat()).toEqual(items)
      for (const [i, part] of parts.entries()) {
        expect(part.length === 1 || (part.length > 0 && fits(part))).toBe(true)
        // As few as possible: the next element would not have fitted.
        const next = parts[i + 1]?.[0]
        if (next !== undefined) expect(fits([...part, next])).toBe(false)
      }
    }),
    { seed, numRuns: 2000 },
  )
})

test.each([
  ['20', 20],
  [' 20 ', 20],
  ['0', null],
  ['-1', null],
  ['', null],
  ['many', null],
  ['1e400', null],
  [null, null],
  [undefined, null],
])('%j limits to %j', (value, limit) => {
  expect(limitOf(value)).toBe(limit)
})

test.each([
  ['ends at the version asked for', 10, 3, 'Full', 4, [8, 9, 10]],
  ['a full list begins anywhere above 0, whatever is there', 3, 3, 'Full', 99, [1, 2, 3]],
  ['without room below, it goes beyond', 1, 3, 'Full', null, [1, 2, 3]],
  ['a differential one begins above what is there', 10, 3, 'Differential', 8, [9, 10, 11]],
  ['what is not higher than what is there is for the station to refuse', 5, 2, 'Differential', 8, [5, 6]],
  ['no list yet', 4, 2, 'Differential', -1, [3, 4]],
])('versions of a local list in parts: %s', (_why, asked, parts, updateType, present, versions) => {
  expect(listVersions(asked, parts, { updateType, present })).toEqual(versions)
})
