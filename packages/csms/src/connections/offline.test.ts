import { expect, test } from 'vitest'
import { isSilent } from './offline.ts'

const s = 1000
const minute = 60 * s
const rule = { heartbeatIntervalS: 300, graceS: 60, lastHeardAt: 0, listeningSince: -1e9 }

test.each([
  ['just heard', {}, 1 * s, false],
  ['its interval is over: it may be on its way', {}, 300 * s, false],
  ['interval and grace are over to the second', {}, 360 * s, false],
  ['interval and grace are over', {}, 360 * s + 1, true],
  ['a longer interval is waited for', { heartbeatIntervalS: 3600 }, 30 * minute, false],
  ['a shorter one is not', { heartbeatIntervalS: 10 }, 71 * s, true],
  ['we have just started: it had no chance yet', { lastHeardAt: -1e9, listeningSince: 0 }, 5 * minute, false],
  ['we have listened for long enough', { lastHeardAt: -1e9, listeningSince: 0 }, 7 * minute, true],
  ['never heard of', { lastHeardAt: 0, listeningSince: 0 }, 400 * s, true],
])('%s', (_, changes, nowMs, silent) => {
  expect(isSilent({ ...rule, ...changes }, nowMs)).toBe(silent)
})
