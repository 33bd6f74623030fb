import { expect, test } from 'vitest'
import { flatRings } from './flat.ts'

test('a ring away from the date line stays as it is', () => {
  const ring = [
    [10, 50],
    [12, 50],
    [11, 52],
    [10, 50],
  ]
  expect(flatRings(ring)).toEqual([ring])
})

test('a ring over the date line goes on beyond it, on both sides of the map', () => {
  const ring = [
    [170, 60],
    [-175, 61],
    [-170, 65],
    [175, 66],
    [170, 60],
  ]
  const [east, west, ...more] = flatRings(ring)
  expect(east?.map(([longitude]) => longitude)).toEqual([170, 185, 190, 175, 170])
  expect(west?.map(([longitude]) => longitude)).toEqual([-190, -175, -170, -185, -190])
  expect(more).toEqual([])
})
