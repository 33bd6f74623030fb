/** A database that stores nothing for a while but answers. Needs more than one connection to it, so it runs on PostgreSQL. */
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type House, house } from '../house.ts'

const onPostgres = Boolean(process.env.BUSBAR_TEST_DATABASE_URL)
let it: House

beforeEach(({ skip }) => skip(!onPostgres, 'needs PostgreSQL: it runs in the layer that has one'))
if (onPostgres) {
  beforeAll(async () => {
    it = await house({ idTokens: ['ALICE', 'BOB'], config: { commitTimeoutMs: 300 } })
  })
  afterAll(() => it.close())
}

/** Holds a lock until the returned function is called. */
async function hold(lock: RawBuilder<unknown>): Promise<() => Promise<void>> {
  const open = Promise.withResolvers<void>()
  const locked = Promise.withResolvers<void>()
  const done = it.csms.ctx.db.transaction().execute(async (trx) => {
    await lock.execute(trx)
    locked.resolve()
    await open.promise
  })
  await locked.promise
  return async () => {
    open.resolve()
    await done
  }
}

/** Times of the last few minutes, which no clock needs to be corrected for. */
const beganAt = Date.now() - 5 * 60_000
const minute = (n: number): string => new Date(beganAt + n * 60_000).toISOString()

/** Reads go on, inserts wait. */
const noInserts = sql`lock table transaction, transaction_meter in share row exclusive mode`

test('a start that waits to be stored is not forgotten because another message failed', async () => {
  await it.addStation('FORGETFUL')
  const station = await it.station('FORGETFUL')
  const start = (connectorId: number, idTag: string) => ({
    connectorId,
    idTag,
    meterStart: 1000,
    timestamp: minute(0),
  })
  const release = await hold(noInserts)
  expect(await station.tryCall('StartTransaction', start(1, 'ALICE'))).toMatchObject({ code: 'InternalError' })
  await sql`alter table id_token rename to id_token_away`.execute(it.csms.ctx.db)
  expect(await station.tryCall('StartTransaction', start(2, 'BOB'))).toMatchObject({ code: 'InternalError' })
  await sql`alter table id_token_away rename to id_token`.execute(it.csms.ctx.db)
  await release()
  const { transactionId } = await station.call('StartTransaction', start(1, 'ALICE'))
  await station.call('StartTransaction', start(2, 'BOB'))
  const [two, one, ...more] = await it.transactions('station=FORGETFUL')
  expect(more).toEqual([])
  expect(one).toMatchObject({ id: transactionId, evse: 1, state: 'open', flags: [] })
  expect(two).toMatchObject({ evse: 2, state: 'open', flags: [] })
})

test('an event resent while the first one waits to be stored counts once', async () => {
  await it.addStation('IMPATIENT')
  const station = await it.station('IMPATIENT', { version: 'ocpp2.0.1' })
  const event = (eventType: string, seqNo: number, value: number, over: object = {}) => ({
    eventType,
    timestamp: minute(seqNo),
    triggerReason: 'MeterValuePeriodic',
    seqNo,
    transactionInfo: { transactionId: 'T1' },
    meterValue: [{ timestamp: minute(seqNo), sampledValue: [{ value }] }],
    ...over,
  })
  await station.call('TransactionEvent', event('Started', 0, 100, { evse: { id: 1 } }))
  const release = await hold(noInserts)
  const update = event('Updated', 1, 200)
  expect(await station.tryCall('TransactionEvent', update)).toMatchObject({ code: 'InternalError' })
  expect(await station.tryCall('TransactionEvent', update)).toMatchObject({ code: 'InternalError' })
  await release()
  await station.call('TransactionEvent', update)
  await station.call('TransactionEvent', event('Ended', 2, 300))
  const [only] = await it.transactions('station=IMPATIENT')
  expect(only).toMatchObject({ energyWh: 200, flags: [], state: 'closed' })
  const { body } = await it.api('GET', `/transactions/${only.id}/events`)
  expect(body.items.map((kept: { seqNo: number }) => kept.seqNo)).toEqual([0, 1, 2])
})
