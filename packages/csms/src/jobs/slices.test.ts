import { expect, test } from 'vitest'
import { inSlices } from './slices.ts'

test('each comes once, in order; what is removed meanwhile does not, and there is room after each slice', async () => {
  const items = new Map(Array.from({ length: 1_000 }, (_, i) => [i, i]))
  const slices: number[][] = []
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await inSlices(items.values(), (slice) => {
    slices.push([...slice])
    items.delete(999)
    return undefined
  })
  isOver = true
  expect(slices.map((slice) => slice.length)).toEqual([250, 250, 250, 249])
  expect(slices.flat()).toEqual(Array.from({ length: 999 }, (_, i) => i))
  expect(turns).toBeGreaterThanOrEqual(3)
})
