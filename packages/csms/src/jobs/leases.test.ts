import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import type { Database } from '../db/database.ts'
import { Leases } from './leases.ts'
import { type Loop, startLoops } from './loops.ts'

const log = pino({ level: 'silent' })
let database: Database

beforeAll(async () => {
  database = await openTestDatabase(log)
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.deleteFrom('lease').execute()
})

const node = (name: string) => new Leases(database.db, name)

test('of two nodes one holds a lease, until it gives it back', async () => {
  const [one, other] = [node('one'), node('other')]
  assert.equal(await one.hold('loop', 60_000), true)
  assert.equal(await other.hold('loop', 60_000), false)
  assert.equal(await one.hold('loop', 60_000), true, 'again, without asking')
  await one.release()
  assert.equal(await other.hold('loop', 60_000), true)
  assert.equal(await one.hold('loop', 60_000), false)
})

test('of twenty that ask at once, one has it', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => node(`node ${i}`).hold('loop', 60_000)))
  assert.equal(answers.filter(Boolean).length, 1)
})

test('a node that died keeps it no longer than it asked for, by the clock of the database', async () => {
  const [dead, other] = [node('dead'), node('other')]
  assert.equal(await dead.hold('loop', 300), true)
  assert.equal(await other.hold('loop', 300), false)
  await sleep(400)
  assert.equal(await other.hold('loop', 60_000), true)
  assert.equal(await dead.hold('loop', 300), false, 'it does not believe in it any longer than it holds')
})

test('a lease is prolonged before it ends', async () => {
  const one = node('one')
  await one.hold('loop', 1_000)
  const until = async () => (await database.db.selectFrom('lease').select('until').executeTakeFirstOrThrow()).until
  const first = await until()
  await sleep(600)
  assert.equal(await one.hold('loop', 1_000), true)
  assert.ok((await until()) > first)
})

test('what only one node may do is done by one, and by the other once that has gone', async () => {
  const turns: string[] = []
  const on = (name: string): (() => Promise<void>) =>
    startLoops(
      [{ name: 'count', everyMs: 20, scope: 'house', atOnce: true, work: () => turns.push(name) }],
      node(name),
      log,
    )
  const stopOne = on('one')
  await until(() => turns.length > 2)
  const stopOther = on('other')
  await sleep(100)
  await stopOne()
  assert.deepEqual([...new Set(turns)], ['one'])
  await until(() => turns.includes('other'))
  await stopOther()
  assert.equal(await database.db.selectFrom('lease').selectAll().executeTakeFirst(), undefined)
})

test('turns never overlap, and one that fails does not end the loop', async () => {
  let [running, most, turns] = [0, 0, 0]
  const work = async () => {
    running += 1
    turns += 1
    most = Math.max(most, running)
    await sleep(30)
    running -= 1
    if (turns % 2 === 1) throw new Error('a bad turn')
  }
  const loop: Loop = { name: 'slow', everyMs: 5, scope: 'own-stations', work }
  const stop = startLoops([loop], node('one'), log)
  await until(() => turns >= 4)
  await stop()
  assert.equal(running, 0, 'who stops it waits for the turn that runs')
  assert.equal(most, 1)
  const then = turns
  await sleep(50)
  assert.equal(turns, then)
})

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!isSo()) {
    assert.ok(performance.now() < deadline, 'it did not come about')
    await sleep(5)
  }
}
