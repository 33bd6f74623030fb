import { expect, test } from 'vitest'
import { type Look, search } from './search.ts'

/** Looks at three numbers at a time, each look in 10 ms, and finds the even ones. */
function numbers(upTo: number) {
  let ms = 0
  const looks: number[] = []
  const look = async (from: number, most: number): Promise<Look<number, number>> => {
    ms += 10
    looks.push(from)
    const seen = [from, from + 1, from + 2].filter((n) => n <= upTo)
    return { found: seen.filter((n) => n % 2 === 0).slice(0, most), next: from + 3 > upTo ? null : from + 3 }
  }
  return { look, looks, nowMs: () => ms }
}

test('it goes on until enough are found', async () => {
  const { look, looks, nowMs } = numbers(100)
  expect(await search({ from: 1, most: 2, look, nowMs })).toEqual({ rows: [2, 4], stoppedAt: null })
  expect(looks).toEqual([1, 4])
})

test('it ends where nothing is left', async () => {
  const { look, nowMs } = numbers(5)
  expect(await search({ from: 1, most: 50, look, nowMs })).toEqual({ rows: [2, 4], stoppedAt: null })
})

test('it stops when the time is over, and says where', async () => {
  const { look, nowMs } = numbers(100)
  const { rows, stoppedAt } = await search({ from: 1, most: 50, look, nowMs })
  expect({ rows, stoppedAt }).toEqual({ rows: [2, 4, 6, 8], stoppedAt: 10 })
  const more = await search({ from: stoppedAt as number, most: 50, look, nowMs })
  expect(more.rows).toEqual([10, 12, 14, 16, 18])
})

test('three times it looks however long that takes', async () => {
  const { look, looks } = numbers(100)
  let ms = 0
  expect(await search({ from: 1, most: 50, look, nowMs: () => (ms += 1000) })).toMatchObject({ stoppedAt: 10 })
  expect(looks).toEqual([1, 4, 7])
})
