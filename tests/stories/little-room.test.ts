/** When the disk is nearly full the message log gives way, and transactions go on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchingRoom } from '../../packages/csms/src/history/watch-room.ts'
import { type House, house, type RawStation } from '../house.ts'

let home: House
let station: RawStation
let freeGb = 50
const room = async () => ({ freeBytes: freeGb * 1e9, totalBytes: 100e9 })
const look = () => watchingRoom(home.csms.ctx, room).work()

beforeAll(async () => {
  home = await house({ stations: ['CP1'], idTokens: ['ALICE'], room })
  station = await home.station('CP1')
})
afterAll(() => home.close())

const logged = async () => (await home.api('GET', '/stations/CP1/messages')).body.total
const logState = async () => (await home.api('GET', '/overview')).body.messageLog
const health = async () => (await fetch(`${home.csms.url}/health/ready`)).json()

async function charge(registerWh: number): Promise<number> {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString()
  const start = { connectorId: 1, idTag: 'ALICE', meterStart: registerWh, timestamp: at(0) }
  const { transactionId } = await station.call('StartTransaction', start)
  const sampledValue = [
    { value: String(registerWh + 500) },
    { value: '1100', measurand: 'Power.Active.Import', unit: 'W' },
  ]
  await station.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: at(30), sampledValue }],
  })
  await station.call('StopTransaction', { transactionId, meterStop: registerWh + 1000, timestamp: at(59) })
  return transactionId
}

test('with little room messages are not logged, and all else is kept: energy, values with their samples', async () => {
  await charge(0)
  const before = await logged()
  expect(before).toBeGreaterThan(3)
  freeGb = 5
  await look()
  const id = await charge(1000)
  expect(await logged()).toBe(before)
  expect((await home.api('GET', `/transactions/${id}`)).body).toMatchObject({ state: 'closed', energyWh: 1000 })
  const { items } = (await home.api('GET', `/transactions/${id}/meter-values`)).body
  expect(items[0].samples).toHaveLength(2)
  expect(await logState()).toMatchObject({ state: 'paused', notLogged: 3 })
  expect(await health()).toEqual({ status: 'ready', messageLog: 'paused' })
})

test('it goes on by itself, not as soon as there is a little more; what is missing is told', async () => {
  const before = await logged()
  freeGb = 11
  await look()
  await charge(2000)
  expect(await logged()).toBe(before)
  freeGb = 30
  await look()
  await charge(3000)
  expect(await logged()).toBe(before + 3)
  expect(await logState()).toEqual({ state: 'on', since: null, notLogged: 6 })
  const audit = (await home.api('GET', '/audit?subjectType=message-log')).body.items
  expect(audit.map(({ action, detail }: { action: string; detail: object }) => [action, detail])).toEqual([
    ['message-log.resumed', { notLogged: 6 }],
    ['message-log.paused', { freeBytes: 5e9 }],
  ])
  const events = await home.csms.ctx.db
    .selectFrom('event')
    .select('data')
    .where('kind', '=', 'message-log.changed')
    .execute()
  expect(events).toHaveLength(2 * (await home.api('GET', '/organisations')).body.items.length)
})
