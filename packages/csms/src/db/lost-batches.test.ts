/** A standby that lagged behind takes over, or a backup is restored: the database has less than it said. */
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import type { Database } from './database.ts'
import { Numbers } from './numbers.ts'
import { BatchesLost, StillWaiting } from './write-error.ts'
import { Writer } from './writer.ts'
import { Writes } from './writes.ts'

const log = pino({ level: 'silent' })
let database: Database
let writer: Writer
let told: Error[]
beforeEach(async () => {
  told = []
  database = await openTestDatabase(log)
  writer = await Writer.open(database.writes, database.columns, {
    commitTimeoutMs: 5000,
    log,
    lost: (error) => told.push(error),
  })
  for (const subject of ['a', 'b', 'c']) await writer.commit(event(subject))
})
afterEach(async () => {
  await writer.close()
  await database.close()
})

function event(subject: string): Writes {
  const writes = new Writes()
  writes.event('station.changed', { organisationId: 'default', at: new Date(), subject })
  return writes
}

test.each([
  ['some of them', sql`update group_commit set previous = previous - 2, batch = batch - 2`],
  ['even that this server began', sql`delete from group_commit`],
])('forgotten: %s. Nothing is called stored after that, and the server is told once', async (_what, forget) => {
  await database.db.transaction().execute(async (trx) => {
    await sql`delete from event where subject in ('b', 'c')`.execute(trx)
    await forget.execute(trx)
  })
  const results = await Promise.allSettled(Array.from({ length: 500 }, (_, i) => writer.commit(event(`d${i}`))))
  for (const result of results) expect((result as PromiseRejectedResult).reason).toBeInstanceOf(StillWaiting)
  await expect(writer.commit(event('e'))).rejects.toBeInstanceOf(StillWaiting)
  const rows = await database.db.selectFrom('event').select('subject').orderBy('id').execute()
  expect(rows.map((row) => row.subject)).toEqual(['a'])
  expect(told).toHaveLength(1)
  expect(told[0]).toBeInstanceOf(BatchesLost)
})

test('a batch at fault is no reason to think so', async () => {
  const bad = event('bad')
  bad.append('audit', { detail: '{', at: new Date() } as never)
  await expect(writer.commit(bad)).rejects.toThrow()
  await writer.commit(event('d'))
  expect(told).toEqual([])
})

test('numbers it handed out and has forgotten are not handed out again', async () => {
  const numbers = new Numbers(database.db)
  const before = await numbers.next()
  await numbers.leap()
  expect(await new Numbers(database.db).next()).toBeGreaterThan(before + 500_000)
})
