import { expect, test } from 'vitest'
import { largeBytes, type Queued, WriteQueue } from './write-queue.ts'
import { Writes } from './writes.ts'

interface Entry extends Queued {
  readonly name: string
}

function entry(name: string, station: string, bytes = 0): Entry {
  const writes = new Writes()
  writes.event('station.changed', { organisationId: 'default', stationId: station, at: new Date(0) })
  writes.bytes = bytes
  return { name, writes }
}

function all(queue: WriteQueue<Entry>): string[][] {
  const batches: string[][] = []
  for (let entries = queue.peek(); entries.length > 0; entries = queue.peek()) {
    queue.take(entries)
    batches.push(entries.map(({ name }) => name))
  }
  return batches
}

const large = largeBytes + 1

test('in the order they came, as many as a batch holds', () => {
  const queue = new WriteQueue<Entry>(2)
  for (const name of ['1', '2', '3']) queue.push(entry(name, name))
  expect(all(queue)).toEqual([['1', '2'], ['3']])
})

test('a batch holds so many bytes, and one entry in any case', () => {
  const queue = new WriteQueue<Entry>(1000)
  for (let i = 0; i < 40; i++) queue.push(entry(String(i), String(i), largeBytes))
  expect(Math.max(...all(queue).map((batch) => batch.length))).toBe(16)
})

test('small ones pass large ones of others, and none of their own station', () => {
  const queue = new WriteQueue<Entry>(128)
  queue.push(entry('A large', 'A', large))
  queue.push(entry('A small', 'A'))
  queue.push(entry('B small', 'B'))
  queue.push(entry('B large', 'B', large))
  queue.push(entry('A later', 'A'))
  queue.push(entry('C small', 'C'))
  const batches = all(queue)
  expect(batches).toContainEqual(['B small', 'C small'])
  const order = batches.flat()
  expect(order.filter((name) => name.startsWith('A'))).toEqual(['A large', 'A small', 'A later'])
  expect(order.filter((name) => name.startsWith('B'))).toEqual(['B small', 'B large'])
})

test('neither line waits for ever', () => {
  const queue = new WriteQueue<Entry>(1)
  for (let i = 0; i < 4; i++) queue.push(entry(`large ${i}`, `L${i}`, large))
  for (let i = 0; i < 40; i++) queue.push(entry(`small ${i}`, `S${i}`))
  const order = all(queue).flat()
  const at = (name: string) => order.indexOf(name)
  for (let i = 0; i < 3; i++) expect(at(`large ${i + 1}`) - at(`large ${i}`)).toBe(9)
})

test('who waits for all that came before stands at the end of both lines', () => {
  const queue = new WriteQueue<Entry>(128)
  queue.push(entry('large', 'A', large))
  queue.push(entry('small', 'B'))
  let barriers = 0
  queue.pushBarriers(() => ({ name: `barrier ${barriers++}`, writes: new Writes() }))
  expect(barriers).toBe(2)
  const order = all(queue).flat()
  expect(order.indexOf('barrier 0')).toBeGreaterThan(order.indexOf('small'))
  expect(order.indexOf('barrier 1')).toBeGreaterThan(order.indexOf('large'))
})

test(`whatever comes, no two of one station change places (seed ${seed()})`, () => {
  const random = randomOf(seed())
  for (let round = 0; round < 200; round++) {
    const queue = new WriteQueue<Entry>(1 + Math.floor(random() * 8))
    const came = new Map<string, string[]>()
    const went = new Map<string, string[]>()
    const note = (of: Map<string, string[]>, name: string) => {
      const station = name[0] as string
      of.set(station, [...(of.get(station) ?? []), name])
    }
    for (let i = 0; i < 60; i++) {
      const station = 'ABCD'[Math.floor(random() * 4)] as string
      const name = `${station}${i}`
      queue.push(entry(name, station, random() < 0.2 ? large : Math.floor(random() * 1000)))
      note(came, name)
      if (random() < 0.3) {
        const entries = queue.peek()
        queue.take(entries)
        for (const { name } of entries) note(went, name)
      }
    }
    for (const name of all(queue).flat()) note(went, name)
    expect(went).toEqual(came)
    expect([queue.length, queue.bytes]).toEqual([0, 0])
  }
})

function seed(): number {
  return Number(process.env.BUSBAR_TEST_SEED ?? 20260301)
}

/** Mulberry32. */
function randomOf(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
