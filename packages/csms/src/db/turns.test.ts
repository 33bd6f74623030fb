import { expect, test, vi } from 'vitest'
import { type Line, patienceMs, Turns } from './turns.ts'

/** A session whose turns take as long as told; `told` lists the lines in the order they were served. */
function session() {
  let nowMs = 0
  const served: Line[] = []
  const turns = new Turns({ nowMs: () => nowMs })
  const ask = (line: Line, again = 0): void => {
    turns.ask(line, () => {
      served.push(line)
      // It comes back before its turn ends, so it always has something to do.
      if (again > 0) ask(line, again - 1)
    })
  }
  const takes = (ms: number): void => {
    nowMs += ms
    turns.end()
  }
  return { served, ask, takes }
}

const count = (lines: readonly Line[], line: Line): number => lines.filter((one) => one === line).length

test('who comes to an idle session begins at once; the next one waits for the end', () => {
  const { served, ask, takes } = session()
  ask('operators')
  ask('batches')
  expect(served).toEqual(['operators'])
  takes(500)
  expect(served).toEqual(['operators', 'batches'])
})

test('batches go before what operators asked earlier', () => {
  const { served, ask, takes } = session()
  ask('operators')
  for (let i = 0; i < 3; i++) ask('operators')
  ask('batches')
  takes(5)
  expect(served).toEqual(['operators', 'batches'])
})

test('an operator who reads for long waits until batches had several times as much, and does not starve', () => {
  const { served, ask, takes } = session()
  ask('operators', 1000)
  ask('batches', 10_000)
  for (let i = 0; i < 1000; i++) takes(served.at(-1) === 'operators' ? 400 : 4)
  const [reads, batches] = [count(served, 'operators') * 400, count(served, 'batches') * 4]
  expect(batches / reads).toBeGreaterThan(3)
  expect(batches / reads).toBeLessThan(5)
})

test('nobody saves up time while away', () => {
  const { served, ask, takes } = session()
  ask('batches', 1000)
  for (let i = 0; i < 1000; i++) takes(100)
  ask('batches', 1000)
  ask('operators', 1000)
  const before = served.length
  for (let i = 0; i < 100; i++) takes(100)
  expect(count(served.slice(before), 'operators')).toBeLessThan(25)
})

test('a turn of an operator is told to end when stations have waited for it, and others never are', () => {
  vi.useFakeTimers()
  try {
    const overtime = vi.fn()
    const turns = new Turns({ overtime })
    turns.ask('operators', () => {})
    vi.advanceTimersByTime(10 * patienceMs)
    expect(overtime).not.toHaveBeenCalled()
    turns.ask('operators', () => {})
    vi.advanceTimersByTime(10 * patienceMs)
    expect(overtime).not.toHaveBeenCalled()
    turns.ask('batches', () => {})
    turns.ask('handlers', () => {})
    vi.advanceTimersByTime(patienceMs)
    expect(overtime).toHaveBeenCalledTimes(1)
    turns.end()
    vi.advanceTimersByTime(10 * patienceMs)
    expect(overtime).toHaveBeenCalledTimes(1)
  } finally {
    vi.useRealTimers()
  }
})
