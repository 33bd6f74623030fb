import { expect, test } from 'vitest'
import { type AgeingDay, dueDays, type Span } from './due-days.ts'
import type { RetentionRule } from './kinds.ts'

const march = (n: number, hour = 0) => new Date(Date.UTC(2026, 2, n, hour))
const days = (...bytes: number[]): AgeingDay[] => bytes.map((bytes, i) => ({ day: march(1 + i), bytes }))
const span = (from: Date, to: Date): Span => ({ from, to })
const forEver: RetentionRule = { maxAgeDays: null, maxBytes: null }

test.each<[string, Partial<RetentionRule>, Date, readonly Span[], number[]]>([
  ['nothing without a rule', {}, march(30), [], []],
  ['a day that has only begun to be too old', { maxAgeDays: 3 }, march(4, 23), [], []],
  ['a day that is too old as a whole', { maxAgeDays: 3 }, march(5), [], [1]],
  ['all that are', { maxAgeDays: 3 }, march(30), [], [1, 2, 3, 4, 5]],
  ['the oldest until the rest fits', { maxBytes: 100 }, march(30), [], [1, 2]],
  ['what lies elsewhere counts', { maxBytes: 0 }, march(5, 1), [], [1, 2, 3, 4]],
  ['not today, nor what is ahead', { maxBytes: 0 }, march(3, 12), [], [1, 2]],
  ['age and size', { maxAgeDays: 4, maxBytes: 70 }, march(6), [], [1, 2, 3]],
  ['not a day that is held', { maxAgeDays: 1 }, march(30), [span(march(2, 5), march(3, 0))], [1, 4, 5]],
  ['held to its last moment', { maxAgeDays: 1 }, march(30), [span(march(1, 24), march(1, 24))], [1, 3, 4, 5]],
  ['when one is held, the next ones go for it', { maxBytes: 100 }, march(30), [span(march(1), march(1, 5))], [2, 3]],
])('%s', (_what, rule, now, held, expected) => {
  const due = dueDays(days(30, 40, 50, 20, 20), { ...forEver, ...rule }, { now, held, restBytes: 10 })
  expect(due.map(({ day }) => day.getUTCDate())).toEqual(expected)
})
