import { expect, test } from 'vitest'
import { type Draft, draftOf, freedText, ruleOf, ruleText } from './rule-text.ts'

test.each([
  [{ maxAgeDays: 180, maxBytes: null }, '180 days'],
  [{ maxAgeDays: null, maxBytes: null }, 'for ever'],
  [{ maxAgeDays: 1, maxBytes: 5e9 }, '1 day, up to 5.00 GB'],
])('%j in words', (rule, text) => {
  expect(ruleText(rule)).toBe(text)
  expect(ruleOf(draftOf(rule))).toEqual(rule)
})

test.each<[Partial<Draft>]>([[{ days: '' }], [{ days: 0 }], [{ days: 1.5 }], [{ gigabytes: 0 }], [{ gigabytes: 'x' }]])(
  '%j is no rule',
  (draft) => {
    expect(ruleOf({ isForEver: false, days: 10, gigabytes: '', ...draft })).toBeNull()
  },
)

test('what it frees', () => {
  expect(freedText({ days: 0, rows: 0, bytes: 0 })).toBe('Nothing to free now.')
  expect(freedText({ days: 2, rows: 1500, bytes: 3.2e6 })).toBe('Frees 3.20 MB: 2 whole days, about 1,500 rows.')
  expect(freedText({ days: 2, rows: null, bytes: 3.2e6 })).toBe('Frees 3.20 MB: 2 whole days.')
})
