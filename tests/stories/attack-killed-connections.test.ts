/** Every connection to the database is killed, again and again, while stations charge. Needs PostgreSQL: the embedded one has nobody to kill. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

const server = process.env.BUSBAR_TEST_DATABASE_URL
let it: House
let admin: pg.Client

beforeEach(({ skip }) => skip(!server, 'needs PostgreSQL: it runs in the layer that has one'))
if (server) {
  beforeAll(async () => {
    it = await house()
    admin = new pg.Client(server)
    await admin.connect()
  })
  afterAll(async () => {
    await admin.end()
    await it.close()
  })
}

/** Until the returned function is called. */
async function killConnections(everyMs: number): Promise<() => Promise<number>> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(it.csms.ctx.db)
  let running = true
  let killed = 0
  const loop = async () => {
    while (running) {
      const { rowCount } = await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [rows[0]?.name],
      )
      killed += rowCount ?? 0
      await sleep(everyMs)
    }
    return killed
  }
  const done = loop()
  return () => {
    running = false
    return done
  }
}

/** What a station does: the same message again, until it is answered. */
async function insist(station: RawStation, action: string, payload: object) {
  for (;;) {
    const outcome = await station.tryCall(action, payload)
    if (outcome.outcome === 'answered') return outcome.response as { transactionId: number }
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'InternalError' })
    await sleep(20)
  }
}

const stations = Array.from({ length: 20 }, (_, i) => `KILLED${i}`)
/** Charges of the last two hours, told at once. */
const beganAt = Date.now() - 2 * 3_600_000
const minute = (n: number) => new Date(beganAt + n * 60_000).toISOString()
const readings = 8

/** Charges once; the energy says who it was. */
async function charge(station: RawStation, round: number, energyWh: number): Promise<number> {
  const idTag = `TOKEN-${station.id}`
  const begin = round * 20
  const { transactionId } = await insist(station, 'StartTransaction', {
    connectorId: 1,
    idTag,
    meterStart: 1000,
    timestamp: minute(begin),
  })
  for (let i = 1; i <= readings; i++)
    await insist(station, 'MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [{ timestamp: minute(begin + i), sampledValue: [{ value: String(1000 + i) }] }],
    })
  await insist(station, 'StopTransaction', { transactionId, meterStop: 1000 + energyWh, timestamp: minute(begin + 19) })
  return transactionId
}

test('nothing that was answered is lost, nothing is there twice, and in the end everybody is served', {
  timeout: 120_000,
}, async () => {
  const connected = await Promise.all(
    stations.map(async (id) => {
      await it.addStation(id)
      await it.addIdToken(`TOKEN-${id}`)
      return it.station(id)
    }),
  )
  const stop = await killConnections(200)
  const rounds = 6
  const charged = connected.map(async (station, i) => {
    const ids: number[] = []
    for (let round = 0; round < rounds; round++) ids.push(await charge(station, round, 100 + i))
    return ids
  })
  const numbers = await Promise.all(charged)
  expect(await stop()).toBeGreaterThan(5)
  const { db } = it.csms.ctx
  for (const [i, station] of connected.entries()) {
    expect(station.session.open).toBe(true)
    const transactions = await it.transactions(`station=${station.id}`)
    expect(transactions.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(numbers[i])
    for (const transaction of transactions)
      expect(transaction).toMatchObject({ state: 'closed', energyWh: 100 + i, flags: [] })
    for (const id of numbers[i] ?? []) {
      const events = await db
        .selectFrom('transaction_event')
        .select('type')
        .where('transaction_id', '=', id)
        .orderBy('id')
        .execute()
      expect(events.map(({ type }) => type).filter((type) => type !== 'Updated')).toEqual(['Started', 'Ended'])
      const values = await db.selectFrom('meter_value').select('at').where('transaction_id', '=', id).execute()
      expect(values).toHaveLength(readings)
    }
  }
  await until(() => it.csms.ctx.writer.healthy)
  for (const station of connected) expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime')
})
