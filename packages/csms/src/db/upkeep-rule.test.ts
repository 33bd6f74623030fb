import { expect, test } from 'vitest'
import { isCheckpointDue, stepsDue, type TableState } from './upkeep-rule.ts'

const table = (of: Partial<TableState> = {}): TableState => ({
  ...{
    name: 't',
    pages: 10_000,
    donePages: 10_000,
    rows: 400_000,
    deadRows: 0,
    changedRows: 0,
    isAnalysed: true,
    age: 0,
  },
  ...of,
})

test.each<[string, Partial<TableState>, string | null]>([
  ['one that is as it should be', {}, null],
  ['an empty one', { pages: 0, donePages: 0, rows: -1, isAnalysed: false }, null],
  ['one nobody has looked at', { pages: 1, donePages: 0, rows: -1, isAnalysed: false }, 'analyze t'],
  ['dead rows, few for its size', { deadRows: 15_000 }, null],
  ['dead rows', { deadRows: 25_000 }, 'vacuum t'],
  ['dead rows in a small one', { pages: 5, donePages: 5, rows: 40, deadRows: 200 }, 'vacuum t'],
  ['new pages, few', { pages: 11_000 }, null],
  ['new pages', { pages: 12_000 }, 'vacuum t'],
  ['pages that a vacuum leaves for the sake of the indexes', { pages: 200_000, donePages: 196_000 }, null],
  ['changes, few for its size', { changedRows: 80_000 }, null],
  ['changes', { changedRows: 90_000 }, 'analyze t'],
  ['old rows', { age: 200_000_001, deadRows: 1_000_000 }, 'vacuum (freeze) t'],
])('a table: %s', (_what, state, expected) => {
  const [step] = stepsDue([table(state)])
  expect(step ? `${step.do} ${step.table}` : null).toBe(expected)
})

test('of several, the one that needs it most comes first', () => {
  const tables = [
    table({ name: 'a', deadRows: 30_000 }),
    table({ name: 'b', deadRows: 300_000 }),
    table({ name: 'c', changedRows: 400_000 }),
  ]
  expect(stepsDue(tables)).toEqual([
    { do: 'vacuum', table: 'b' },
    { do: 'vacuum', table: 'a' },
    { do: 'analyze', table: 'c' },
  ])
})

test.each([
  [65 * 1024 * 1024, 1_000, true],
  [63 * 1024 * 1024, 1_000, false],
  [1024 * 1024, 301_000, true],
  [100 * 1024, 3_000_000, false],
])('a checkpoint after %i bytes and %i ms: %s', (bytes, ageMs, due) => {
  expect(isCheckpointDue({ bytes, ageMs })).toBe(due)
})
