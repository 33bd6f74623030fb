/** PostgreSQL goes away and comes back. Needs a server, so it runs where BUSBAR_TEST_DATABASE_URL names one. */
import { randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CutProxy, cutProxy } from '../../test/cut-proxy.ts'
import { type Database, DatabaseInUse, openDatabase, openPool } from './database.ts'
import { isAway, StillWaiting } from './write-error.ts'
import { Writer } from './writer.ts'
import { Writes } from './writes.ts'

const server = process.env.BUSBAR_TEST_DATABASE_URL
const log = pino({ level: 'silent' })
const name = `busbar_away_${randomBytes(6).toString('hex')}`
let admin: pg.Client
let proxy: CutProxy
let database: Database
let writer: Writer

const open = (url: string) =>
  openDatabase({ databaseUrl: url, dataFolder: '', databaseConnections: 2 }, { log, failed: () => {} })

beforeEach(({ skip }) => skip(!server, 'needs PostgreSQL: it runs in the layer that has one'))
if (server) {
  beforeAll(async () => {
    admin = new pg.Client(server)
    await admin.connect()
    await admin.query(`create database ${name}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    proxy = await cutProxy(url.href)
    database = await open(proxy.url)
    writer = await Writer.open(database.writes, database.columns, { commitTimeoutMs: 400, log })
  })
  afterAll(async () => {
    proxy.mend()
    await writer.close()
    await database.close()
    await proxy.close()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
}

const event = (subject: string) => {
  const writes = new Writes()
  writes.event('station.changed', { organisationId: 'default', at: new Date(), subject })
  return writes
}
const stored = async (prefix: string) =>
  (
    await database.db
      .selectFrom('event')
      .select('subject')
      .where('subject', 'like', `${prefix}%`)
      .orderBy('id')
      .execute()
  ).map((row) => row.subject)
const untilHealthy = async () => {
  for (let i = 0; i < 500 && !writer.healthy; i++) await new Promise((resolve) => setTimeout(resolve, 20))
}
const terminateAll = () =>
  admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])

test('connections that are killed are made anew, and nobody notices', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 5))
      if (i === 30) await terminateAll()
      await writer.commit(event(`killed ${String(i).padStart(2, '0')}`))
    }),
  )
  expect(results.filter((result) => result.status === 'rejected')).toEqual([])
  const subjects = await stored('killed')
  expect(new Set(subjects).size).toBe(60)
  expect(subjects).toHaveLength(60)
})

test('away for longer than a station can wait: it gets an error to retry on, and its rows come later, once', async () => {
  proxy.cut()
  const waiting = [writer.commit(event('away 1')), writer.commit(event('away 2'))]
  const results = await Promise.allSettled(waiting)
  for (const result of results) expect((result as PromiseRejectedResult).reason).toBeInstanceOf(StillWaiting)
  expect(writer.healthy).toBe(false)
  const late = writer.commit(event('away 3')).catch(() => 'late')
  proxy.mend()
  await late
  await untilHealthy()
  await writer.commit(event('away 4'))
  expect(await stored('away')).toEqual(['away 1', 'away 2', 'away 3', 'away 4'])
})

test('a commit whose confirmation was lost is not written twice', async () => {
  for (let round = 0; round < 5; round++) {
    await writer.commit(event(`mute ${round} before`))
    proxy.muteAnswers()
    const lost = writer.commit(event(`mute ${round} lost`)).catch(() => {})
    // Until it is committed behind the silence, or not even that: both must end well.
    await new Promise((resolve) => setTimeout(resolve, round * 10))
    proxy.cut()
    proxy.mend()
    await lost
    await untilHealthy()
    await writer.commit(event(`mute ${round} then`))
    expect(await stored(`mute ${round}`)).toEqual(['before', 'lost', 'then'].map((what) => `mute ${round} ${what}`))
  }
})

test('a network that swallows the answers: the query fails, and the next one takes another connection', async () => {
  const url = new URL(proxy.url)
  url.searchParams.set('query_timeout', '300')
  const db = new Kysely({ dialect: new PostgresDialect({ pool: openPool(url.href, 1, log) }) })
  const one = async () => (await sql`select 1 as one`.execute(db)).rows
  try {
    await one()
    proxy.muteAnswers()
    const error = await one().catch((error: unknown) => error)
    expect(isAway(error)).toBe(true)
    proxy.mend()
    // The first to come may still find the connection that is being given up.
    expect(await one().catch((error) => (isAway(error) ? one() : Promise.reject(error)))).toEqual([{ one: 1 }])
  } finally {
    proxy.mend()
    await db.destroy()
  }
})

test('a second server on the same database does not start', { timeout: 15_000 }, async () => {
  await expect(open(proxy.url)).rejects.toThrow(DatabaseInUse)
})
