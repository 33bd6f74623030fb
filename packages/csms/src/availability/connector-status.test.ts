import { expect, test } from 'vitest'
import type { Stamped } from '../stations/live-station.ts'
import { newClock } from '../stations/station-clock.ts'
import { isOutdated } from './connector-status.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 8, minutes))
const stamp = (minutes: number) => ({ at: at(minutes) })
/** This connection began at minute 9; before it the station was away since half past six. */
const clock = { ...newClock(), onlineSinceMs: at(9).getTime(), offlineFromMs: at(-90).getTime() }
const connectedAt = at(9)
const told = (statusMinute: number, heardMinute = statusMinute, stamped: Stamped = 'as-sent') => ({
  statusAt: at(statusMinute),
  heardAt: at(heardMinute),
  stamped,
})

test.each([
  [
    'the first word about a connector',
    { statusAt: null, heardAt: null, stamped: 'not' as const },
    at(0),
    stamp(5),
    false,
  ],
  ['newer', told(10), at(0), stamp(11), false],
  ['of the same second', told(10), at(0), stamp(10), false],
  ['without a time, it is of now', told(10), at(0), { at: at(11), stamped: 'not' as const }, false],
  ['older: kept while offline, sent late', told(10), at(0), stamp(8), true],
  ['older, and the station never booted with us', told(10), null, stamp(8), true],
  ['older, but the clock was set by a boot since', told(10), at(20), stamp(5), false],
  [
    'older, but of this connection: the clock went back, and what is said now is true now',
    told(20),
    at(0),
    stamp(9),
    false,
  ],
  ['older, by an hour in which it was connected: a clock set back', told(10), at(0), stamp(-120), false],
  ['older than one that had no time', told(10, 10, 'not'), at(0), stamp(8), false],
  ['older than one whose clock was wrong', told(10, 10, 'corrected'), at(0), stamp(8), false],
  ['older than one that was late itself: a queue does not go backwards', told(5, 10), at(0), stamp(2), false],
])('%s', (_, connector, bootedAt, report, outdated) => {
  expect(isOutdated(report, connector, { clock, state: { bootedAt, connectedAt } })).toBe(outdated)
})
