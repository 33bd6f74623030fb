import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { flatPolygons } from './flat.ts'

test('a coast away from the date line stays as it is', () => {
  const ring = [
    [10, 50],
    [12, 50],
    [11, 52],
    [10, 50],
  ]
  expect(flatPolygons([ring])).toEqual([[ring]])
})

test('a coast over the date line goes on beyond it, on both sides of the map, and its inner sea with it', () => {
  const coast = [
    [170, 60],
    [-175, 61],
    [-170, 65],
    [175, 66],
    [170, 60],
  ]
  const shore = [
    [-174, 62],
    [-173, 62],
    [-173, 63],
    [-174, 62],
  ]
  const [east, west, ...more] = flatPolygons([coast, shore])
  const longitudes = (polygon: typeof east) => polygon?.map((ring) => ring.map(([longitude]) => longitude))
  expect(longitudes(east)).toEqual([
    [170, 185, 190, 175, 170],
    [186, 187, 187, 186],
  ])
  expect(longitudes(west)).toEqual([
    [-190, -175, -170, -185, -190],
    [-174, -173, -173, -174],
  ])
  expect(more).toEqual([])
})

test('a coast that goes round a pole is left out', () => {
  const ring = [
    [-180, -84],
    [-60, -70],
    [60, -70],
    [180, -84],
    [-180, -84],
  ]
  expect(flatPolygons([ring])).toEqual([])
})

// Where a border runs is disputed in many places, and a map with others' borders is punishable in some: only tiles, by a setting, show any.
test('the map that comes with the console knows land and sea, and no countries', async () => {
  const text = await readFile(new URL('./base-map.ts', import.meta.url), 'utf8')
  const [, file] = /from 'world-atlas\/(\S+)\?url'/.exec(text) ?? []
  const atlas = JSON.parse(await readFile(new URL(import.meta.resolve(`world-atlas/${file}`)), 'utf8'))
  expect(Object.keys(atlas.objects)).toEqual(['land'])
})
