import { afterEach, expect, test, vi } from 'vitest'
import { keepAlive, letGo, type Pingable } from './keep-alive.ts'

afterEach(() => vi.useRealTimers())

function sessions(count: number, tickMs: number) {
  vi.useFakeTimers()
  const looked = Array.from({ length: count }, () => 0)
  const all = looked.map(
    (_, i): Pingable => ({
      tickMs,
      keepAlive: () => {
        looked[i] = (looked[i] ?? 0) + 1
      },
    }),
  )
  for (const session of all) keepAlive(session)
  return {
    looked,
    letGo: (from = 0) => {
      for (const session of all.slice(from)) letGo(session)
    },
  }
}

test('many take turns: never more than a few in one go, and each once a tick', () => {
  const { looked, letGo } = sessions(1_000, 1_000)
  vi.advanceTimersByTime(50)
  expect(looked.reduce((sum, n) => sum + n, 0)).toBe(50)
  vi.advanceTimersByTime(950)
  expect(new Set(looked)).toEqual(new Set([1]))
  vi.advanceTimersByTime(3_000)
  expect(new Set(looked)).toEqual(new Set([4]))
  letGo()
})

test('a few with a short tick are looked after at each, also when others have gone', () => {
  const { looked, letGo } = sessions(3, 10)
  vi.advanceTimersByTime(100)
  expect(looked).toEqual([10, 10, 10])
  letGo(1)
  vi.advanceTimersByTime(100)
  expect(looked[0]).toBe(20)
  expect(looked[1]).toBe(10)
  letGo()
})
