import { expect, test } from 'vitest'
import { pace, paceOf, strangerPace } from './pace.ts'

function run(ratePerS: number, arrivalsMs: readonly number[]): number[] {
  let dueAt = 0
  return arrivalsMs.map((atMs) => {
    const next = pace(dueAt, atMs, paceOf(ratePerS))
    dueAt = next.dueAt
    return next.waitMs
  })
}

const every = (ms: number, count: number) => Array.from({ length: count }, (_, i) => i * ms)

test('who keeps to the rate never waits', () => {
  expect(Math.max(...run(10, every(100, 10_000)))).toBe(0)
})

test('a queue from an offline night passes at once, up to five seconds of the rate', () => {
  const waits = run(10, every(0, 60))
  expect(waits.slice(0, 50).every((ms) => ms === 0)).toBe(true)
  expect(waits[50]).toBe(100)
})

test('who is twice as fast for long is read at the allowed rate', () => {
  let nowMs = 0
  let dueAt = 0
  for (let i = 0; i < 10_000; i++) {
    const next = pace(dueAt, nowMs, paceOf(10))
    dueAt = next.dueAt
    nowMs += Math.max(50, next.waitMs)
  }
  expect(10_000 / (nowMs / 1000)).toBeCloseTo(10, 0)
})

/** Until when it takes if all of them are there from the beginning and each waits in the queue for its turn. */
function finishedMs(ratePerS: number, messages: number, bytes: number): number {
  let [dueAt, nowMs] = [0, 0]
  for (let i = 0; i < messages; i++) {
    const next = pace(dueAt, nowMs, paceOf(ratePerS), bytes)
    dueAt = next.dueAt
    nowMs += next.waitMs
  }
  return nowMs
}

test('what was waited in the queue is not waited again: 600 at once take seven seconds at 50 a second', () => {
  expect(finishedMs(50, 600, 300)).toBeCloseTo(7000, -1)
})

test('large messages count by their bytes: a mebibyte is as much as 257 small ones', () => {
  expect(finishedMs(50, 10, 1024 * 1024)).toBeCloseTo(finishedMs(50, 2570, 300), -1)
})

test('a stranger has one message in two seconds, and no burst', () => {
  for (const bytes of [10, 16_384])
    expect(pace(0, 10_000, strangerPace, bytes)).toEqual({ dueAt: 12_000, waitMs: 2000 })
})

test('silence is not saved up beyond the burst', () => {
  expect(run(10, [0, ...every(0, 100).map(() => 3_600_000)]).filter((ms) => ms === 0)).toHaveLength(51)
})
