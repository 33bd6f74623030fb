import { expect, test } from 'vitest'
import type { TurnedAway } from '../../api/types.ts'
import { turnedAwayNews } from './turned-away-news.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString()
const refusedAt = (minute: number): TurnedAway => ({
  code: 'wrong-password',
  status: 401,
  reason: 'wrong user name or password',
  remedy: 'Enter its password.',
  detail: null,
  remoteAddress: '10.0.0.1',
  firstAt: at(minute),
  lastAt: at(minute),
  times: 1,
})

test.each([
  ['it is not connected', 10, { connected: false, connectedAt: null }, 20, 1],
  ['it was connected before, and is not any more', 10, { connected: false, connectedAt: at(15) }, 20, 1],
  ['it came in since: what kept it out is mended', 10, { connected: true, connectedAt: at(15) }, 20, 0],
  ['somebody knocks under its id while it is connected', 17, { connected: true, connectedAt: at(15) }, 20, 1],
  ['it was an hour ago', 10, { connected: false, connectedAt: null }, 70, 0],
])('a refusal when %s', (_, minute, station, now, shown) => {
  expect(turnedAwayNews({ turnedAway: [refusedAt(minute)], ...station }, Date.parse(at(now)))).toHaveLength(shown)
})
