/** Commands while the database stores nothing. Needs more than one connection to it, so it runs on PostgreSQL. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { bareSocket } from '../bare-socket.ts'
import { bootOf, type House, house, until } from '../house.ts'

const onPostgres = Boolean(process.env.BUSBAR_TEST_DATABASE_URL)
let it: House
let last = 0

beforeEach(({ skip }) => skip(!onPostgres, 'needs PostgreSQL: it runs in the layer that has one'))
if (onPostgres) {
  beforeAll(async () => {
    it = await house()
  })
  afterAll(() => it.close())
}

const command = (id: string, name = 'clear-cache', body: object = {}) =>
  it.api('POST', `/stations/${id}/commands/${name}`, body)
const accepted = { status: 'Accepted' }

async function newSocket() {
  const id = `SLOW${++last}`
  await it.addStation(id)
  const bare = await bareSocket(it.ocppUrl, id)
  bare.send([2, 'boot', 'BootNotification', bootOf('ocpp1.6')])
  await bare.answerTo('boot')
  return [bare, id] as const
}

/** Nothing goes into the table until the returned function is called. */
async function hold(table: 'message' | 'audit'): Promise<() => Promise<void>> {
  const open = Promise.withResolvers<void>()
  const locked = Promise.withResolvers<void>()
  const done = it.csms.ctx.db.transaction().execute(async (trx) => {
    await sql`lock table ${sql.table(table)} in share row exclusive mode`.execute(trx)
    locked.resolve()
    await open.promise
  })
  await locked.promise
  return async () => {
    open.resolve()
    await done
  }
}

test('a command goes out while the station waits for a slow database, and is told when that is over', async () => {
  const [bare, id] = await newSocket()
  const release = await hold('message')
  bare.send([2, 'slow', 'Heartbeat', {}])
  const answer = command(id)
  const [, messageId] = await bare.callNumber(0)
  bare.send([3, messageId, accepted])
  await release()
  expect(await answer).toMatchObject({ status: 200, body: accepted })
  expect((await bare.answerTo('slow'))[0]).toBe(3)
})

test('what the station answered is told, also when the database is too slow to note it', async () => {
  await it.restart({ commitTimeoutMs: 300 })
  const [bare, id] = await newSocket()
  const release = await hold('audit')
  const answer = command(id)
  bare.send([3, (await bare.callNumber(0))[1], accepted])
  expect(await answer).toMatchObject({ status: 200, body: accepted })
  await release()
  await until(async () =>
    it.csms.ctx.db.selectFrom('audit').select('id').where('subject_id', '=', id).executeTakeFirst(),
  )
  await it.restart()
})

test('what cannot be noted beforehand is not sent, and is not taken for sent when the database goes on', async () => {
  await it.restart({ commitTimeoutMs: 300 })
  const [bare, id] = await newSocket()
  const release = await hold('message')
  bare.send([2, 'held', 'Heartbeat', {}])
  const unavailable = { status: 503, body: { type: 'urn:busbar:problem:unavailable' } }
  const diagnostics = await command(id, 'get-diagnostics', { location: 'ftp://example.org/' })
  expect(diagnostics).toMatchObject(unavailable)
  const reservation = { connectorId: 1, idTag: 'ALICE', expiryDate: '2126-03-01T08:00:00Z' }
  expect(await command(id, 'reserve-now', reservation)).toMatchObject(unavailable)
  await release()
  const { db } = it.csms.ctx
  const statusOf = (table: 'operation' | 'reservation', column: 'status' | 'state') =>
    db
      .selectFrom(table)
      .select(sql<string>`${sql.ref(column)}`.as('word'))
      .where('station_id', '=', id)
      .executeTakeFirst()
  await until(async () => (await statusOf('operation', 'status'))?.word === 'NotSent')
  await until(async () => (await statusOf('reservation', 'state'))?.word === 'not-sent')
  expect(bare.frames.filter(([type]) => type === 2)).toEqual([])
  await it.restart()
})
