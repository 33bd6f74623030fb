import { expect, test } from 'vitest'
import { isOutdated } from './connector-status.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 8, minutes))

test.each([
  ['the first word about a connector', { statusAt: null, heardAt: null }, at(0), at(5), false],
  ['newer', { statusAt: at(10), heardAt: at(10) }, at(0), at(11), false],
  ['of the same second', { statusAt: at(10), heardAt: at(10) }, at(0), at(10), false],
  ['older: kept while offline, sent late', { statusAt: at(10), heardAt: at(10) }, at(0), at(9), true],
  ['older, and the station never booted with us', { statusAt: at(10), heardAt: at(10) }, null, at(9), true],
  ['older, but the clock was set by a boot since', { statusAt: at(10), heardAt: at(10) }, at(20), at(5), false],
])('%s', (_, connector, bootedAt, reportedAt, outdated) => {
  expect(isOutdated({ at: reportedAt }, connector, { state: { bootedAt } })).toBe(outdated)
})
