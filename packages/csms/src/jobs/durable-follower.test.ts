import assert from 'node:assert/strict'
import type { Transaction } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/schema.ts'
import { lanes } from '../db/writes.ts'
import type { FeedEvent } from '../events/feed.ts'
import { catchUp, type DurableFollower } from './durable-follower.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase(pino({ level: 'silent' }))
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.deleteFrom('event').execute()
  await database.db.deleteFrom('event_cursor').execute()
  await database.db.deleteFrom('lease').execute()
})

const now = new Date()

async function happened(...subjects: string[]): Promise<void> {
  const of = { lane: lanes.people, organisation_id: 'default', at: now, kind: 'site.changed' as const, data: '{}' }
  await database.db
    .insertInto('event')
    .values(subjects.map((subject) => ({ ...of, subject })))
    .execute()
}

/** Its effect is a row for each event: what is done twice would be there twice. */
function follower(heard: string[], fail: () => boolean = () => false): DurableFollower {
  return {
    name: 'test',
    async handle(events: readonly FeedEvent[], db: Transaction<Tables>) {
      heard.push(...events.map(({ subject }) => subject ?? ''))
      for (const { subject } of events)
        await db
          .insertInto('lease')
          .values({ name: `did ${subject}`, holder: 'test', until: new Date() })
          .execute()
      if (fail()) throw new Error('in the middle of it')
    },
  }
}

const effects = async () =>
  (await database.db.selectFrom('lease').select('name').execute()).map(({ name }) => name).sort()

test('a new follower begins with what happens from then on, and hears of each once', async () => {
  const heard: string[] = []
  await happened('before')
  await catchUp(database.db, follower(heard), now)
  await happened('a', 'b')
  await catchUp(database.db, follower(heard), now)
  await catchUp(database.db, follower(heard), now)
  await happened('c')
  await catchUp(database.db, follower(heard), now)
  assert.deepEqual(heard, ['a', 'b', 'c'])
})

test('what it did not finish it is told again, and its effect in the database is there once', async () => {
  const heard: string[] = []
  await catchUp(database.db, follower(heard), now)
  await happened('a', 'b')
  await assert.rejects(
    catchUp(
      database.db,
      follower(heard, () => true),
      now,
    ),
  )
  assert.deepEqual(await effects(), [], 'undone with the turn that failed')
  await catchUp(database.db, follower(heard), now)
  assert.deepEqual(heard, ['a', 'b', 'a', 'b'])
  assert.deepEqual(await effects(), ['did a', 'did b'])
})

test('two nodes that both believe to be the one do nothing twice', async () => {
  const heard: string[] = []
  await catchUp(database.db, follower(heard), now)
  await happened('a', 'b', 'c')
  await Promise.all([catchUp(database.db, follower(heard), now), catchUp(database.db, follower(heard), now)])
  assert.deepEqual(heard.toSorted(), ['a', 'b', 'c'])
  assert.deepEqual(await effects(), ['did a', 'did b', 'did c'])
})

test('more than a page is taken in one go, in order', async () => {
  const heard: string[] = []
  await catchUp(database.db, follower(heard), now)
  const subjects = Array.from({ length: 450 }, (_, i) => `event ${String(i).padStart(3, '0')}`)
  await happened(...subjects)
  await catchUp(database.db, follower(heard), now)
  assert.deepEqual(heard, subjects)
})
