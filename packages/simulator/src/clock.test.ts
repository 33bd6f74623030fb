import { expect, test } from 'vitest'
import { ManualClock } from './clock.ts'

test('timers run in order of their time, each at its time', async () => {
  const clock = new ManualClock('2026-01-01T00:00:00Z')
  const start = clock.now()
  const ran: [string, number][] = []
  const note = (name: string) => () => ran.push([name, clock.now() - start])
  clock.setTimeout(note('second'), 200)
  clock.setTimeout(note('first'), 100)
  clock.setTimeout(note('later'), 1000)
  clock.setTimeout(note('never'), 150).cancel()
  clock.setTimeout(() => clock.setTimeout(note('nested'), 50), 100)
  await clock.advance(500)
  expect(ran).toEqual([
    ['first', 100],
    ['nested', 150],
    ['second', 200],
  ])
  expect(clock.now() - start).toBe(500)
})
