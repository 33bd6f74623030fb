import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addSeqNo, hasGap, hasSeqNo, latestSeqNo } from './seq-nos.ts'

test('in order it stays one range', () => {
  const seqNos: number[] = []
  for (let seqNo = 7; seqNo < 100; seqNo++) addSeqNo(seqNos, seqNo)
  expect(seqNos).toEqual([7, 99])
  expect(hasGap(seqNos)).toBe(false)
})

test('a missing number is a gap until it comes', () => {
  const seqNos: number[] = []
  for (const seqNo of [0, 1, 3]) addSeqNo(seqNos, seqNo)
  expect(seqNos).toEqual([0, 1, 3, 3])
  expect(hasGap(seqNos)).toBe(true)
  addSeqNo(seqNos, 2)
  expect(seqNos).toEqual([0, 3])
})

test('whatever the order, it knows exactly what it was told', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40)), (told) => {
      const seqNos: number[] = []
      for (const seqNo of told) addSeqNo(seqNos, seqNo)
      const set = new Set(told)
      for (let seqNo = -1; seqNo <= 42; seqNo++) expect(hasSeqNo(seqNos, seqNo)).toBe(set.has(seqNo))
      expect(latestSeqNo(seqNos)).toBe(Math.max(-1, ...told))
      const sorted = [...set].sort((a, b) => a - b)
      const complete = sorted.every((seqNo, i) => i === 0 || seqNo === (sorted[i - 1] as number) + 1)
      expect(hasGap(seqNos)).toBe(!complete)
    }),
  )
})
