import { type Kysely, sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import type { Database } from './database.ts'
import type { Tables } from './schema.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase(pino({ level: 'silent' }))
})
afterAll(() => database.close())

async function toldIn(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ told: string | null }>`
    select current_setting('busbar.organisation', true) as told, pg_sleep(0.002)`.execute(db)
  return rows[0]?.told ?? ''
}

test('every query is told for whom it is, however many ask at once', async () => {
  const asking = Array.from({ length: 60 }, (_, i) => ['one', 'other', 'third'][i % 3] as string)
  expect(await Promise.all(asking.map((id) => toldIn(database.operatorDb(id))))).toEqual(asking)
})

test('and so is a transaction, as a whole', async () => {
  await toldIn(database.operatorDb('other'))
  const told = await database
    .operatorDb('one')
    .transaction()
    .execute(async (trx) => [await toldIn(trx), await toldIn(trx)])
  expect(told).toEqual(['one', 'one'])
})

test('the house is nobody, also after an operator was served', async () => {
  if (database.title.startsWith('embedded')) return // one session: its policies cannot go by it yet
  const asked = Array.from({ length: 20 }, (_, i) => toldIn(i % 2 ? database.operatorDb('one') : database.db))
  expect(await Promise.all(asked)).toEqual(asked.map((_, i) => (i % 2 ? 'one' : '')))
})
