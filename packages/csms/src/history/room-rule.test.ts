import { expect, test } from 'vitest'
import { type Known, mustPause } from './room-rule.ts'

const now = new Date('2026-03-01T12:00:00Z')
const minutesAgo = (n: number) => new Date(now.getTime() - n * 60_000)
const disk = (freeGb: number, totalGb = 100) => ({ freeBytes: freeGb * 1e9, totalBytes: totalGb * 1e9 })

test.each<[string, Partial<Known>, boolean]>([
  ['enough', { room: disk(11) }, false],
  ['less than a tenth', { room: disk(9.9) }, true],
  ['less than a tenth of a large disk', { room: disk(90, 1000) }, false],
  ['little of a large disk', { room: disk(19, 1000) }, true],
  ['a little more, while it is paused', { room: disk(11), isPaused: true }, true],
  ['enough more, while it is paused', { room: disk(12.1), isPaused: true }, false],
  ['nobody knows', { room: null }, false],
  ['nobody knows, and it had no room', { room: null, noRoomAt: minutesAgo(9) }, true],
  ['nobody knows, and it had no room a while ago', { room: null, noRoomAt: minutesAgo(11), isPaused: true }, false],
  ['more than it may have', { room: disk(-5) }, true],
])('%s', (_what, known, expected) => {
  expect(mustPause({ room: null, noRoomAt: null, isPaused: false, now, ...known })).toBe(expected)
})
