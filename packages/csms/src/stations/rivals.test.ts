import { expect, test } from 'vitest'
import { contestOf, type Rivalry, withSerialNumber, withTakeover } from './rivals.ts'

type Step = [atS: number, from: string, to: string] | { serial: string }

function after(...steps: Step[]): Rivalry | null {
  let rivalry: Rivalry | null = null
  for (const step of steps) {
    if ('serial' in step) rivalry = rivalry && withSerialNumber(rivalry, step.serial)
    else {
      const [atS, from, to] = step
      rivalry = withTakeover(rivalry, { atMs: atS * 1000, from, to, refused: false })
    }
  }
  return rivalry
}
const often = (n: number, everyS: number): Step[] => Array.from({ length: n }, (_, i) => [i * everyS, 'A', 'A'])

test.each<[string, Step[], nowS: number]>([
  ['nothing happened', [], 0],
  ['a network that came back', [[0, 'A', 'A']], 1],
  ['three times in a minute', often(3, 10), 30],
  ['a bad quarter of an hour', often(10, 60), 600],
  ['another address', [[0, 'A', 'B']], 1],
  [
    'another address, and back',
    [
      [0, 'A', 'B'],
      [30, 'B', 'A'],
    ],
    31,
  ],
  ['another board', [[0, 'A', 'A'], { serial: 'S1' }, { serial: 'S2' }], 2],
  ['a boot with the one serial number', [[0, 'A', 'A'], { serial: 'S1' }, { serial: 'S1' }], 2],
  ['a contest that was over ten minutes ago', often(13, 1), 13 + 601],
])('one station: %s', (_what, steps, nowS) => {
  expect(contestOf(after(...steps), nowS * 1000)).toBe(null)
})

test.each<[string, Step[], nowS: number, object]>([
  ['13 connections in 12 s', often(13, 1), 12, { perMinute: 13, addresses: ['A'], sinceMs: 0, lastAtMs: 12_000 }],
  [
    'from two addresses in turn, slowly',
    [
      [0, 'A', 'B'],
      [100, 'B', 'A'],
      [200, 'A', 'B'],
    ],
    201,
    { perMinute: 1, addresses: ['A', 'B'] },
  ],
  [
    'with two serial numbers',
    [[0, 'A', 'A'], { serial: 'S1' }, [90, 'A', 'A'], { serial: 'S2' }],
    95,
    { serialNumbers: ['S1', 'S2'] },
  ],
])('two stations: %s', (_what, steps, nowS, contest) => {
  expect(contestOf(after(...steps), nowS * 1000)).toMatchObject(contest)
})

test('a day of it is remembered in a bounded piece', () => {
  const rivalry = after(...often(5000, 1), ...['a', 'b', 'c', 'd', 'e', 'f'].map((serial) => ({ serial })))
  expect(rivalry?.takeovers.length).toBeLessThanOrEqual(40)
  expect(rivalry?.serialNumbers).toHaveLength(4)
})
