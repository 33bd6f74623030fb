/** Stations that were let in and pile up whatever they may name themselves: answered, capped, and seen. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE'] })
})
afterAll(() => it.close())

async function newId(): Promise<string> {
  const id = `PILE${++last}`
  await it.addStation(id)
  return id
}

const stationOf = async (id: string) => (await it.api('GET', `/stations/${id}`)).body
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

const reportOf = (seqNo: number, from: number, to: number, value: string) => ({
  requestId: 1,
  generatedAt: '2026-03-01T08:00:00Z',
  seqNo,
  tbc: true,
  reportData: numbers(from, to).map((n) => ({
    component: { name: `Component ${n}` },
    variable: { name: 'Variable' },
    variableAttribute: [{ value }],
  })),
})

test('variables: the new ones are not kept any more, those that are there are brought up to date', async () => {
  const id = await newId()
  const station = await it.station(id, { version: 'ocpp2.0.1' })
  for (let n = 0; n < 10_000; n += 500) await station.call('NotifyReport', reportOf(n / 500, n, n + 500, 'before'))
  expect((await stationOf(id)).overfull).toEqual([])
  expect(await station.call('NotifyReport', reportOf(20, 9_900, 10_100, 'after'))).toEqual({})
  expect((await stationOf(id)).overfull).toEqual(['variables'])
  const rows = await it.csms.ctx.db.selectFrom('variable').selectAll().where('station_id', '=', id).execute()
  expect(rows).toHaveLength(10_000)
  expect(
    rows
      .filter(({ value }) => value === 'after')
      .map(({ component }) => component)
      .toSorted(),
  ).toEqual(numbers(9_900, 10_000).map((n) => `Component ${n}`))
  // A boot begins a new count; whoever goes on is told again.
  await it.restart()
  const again = await it.station(id, { version: 'ocpp2.0.1' })
  expect((await stationOf(id)).overfull).toEqual([])
  await again.call('NotifyReport', reportOf(21, 20_000, 20_001, 'x'))
  expect((await stationOf(id)).overfull).toEqual(['variables'])
})

test('configuration keys that come in an answer', async () => {
  const id = await newId()
  const configurationKey = numbers(0, 1_200).map((n) => ({ key: `key ${n}`, readonly: true, value: String(n) }))
  await it.station(id, { answers: { GetConfiguration: () => ({ configurationKey }) } })
  const { status } = await it.api('POST', `/stations/${id}/commands/get-configuration`, {})
  expect(status).toBe(200)
  const rows = await it.csms.ctx.db.selectFrom('configuration_key').select('key').where('station_id', '=', id).execute()
  expect(rows).toHaveLength(1_000)
  expect((await stationOf(id)).overfull).toEqual(['configuration-keys'])
})

test('open transactions: none is refused, the oldest is over', async () => {
  const id = await newId()
  const station = await it.station(id, { version: 'ocpp2.0.1' })
  for (const n of numbers(0, 6))
    await station.call('TransactionEvent', {
      eventType: 'Started',
      timestamp: new Date(Date.now() - 60_000 + n * 1000).toISOString(),
      triggerReason: 'CablePluggedIn',
      seqNo: 0,
      transactionInfo: { transactionId: `T${n}` },
    })
  const transactions = await it.transactions(`station=${id}`)
  const byWireId = new Map(transactions.map((one) => [one.wireId, one]))
  expect(numbers(0, 6).map((n) => byWireId.get(`T${n}`)?.state)).toEqual([
    'closed',
    'closed',
    'open',
    'open',
    'open',
    'open',
  ])
  expect(byWireId.get('T0')?.flags).toContain('superseded')
  expect((await stationOf(id)).overfull).toEqual(['open-transactions'])
})

test('connectors', async () => {
  const id = await newId()
  const station = await it.station(id, { version: 'ocpp2.0.1' })
  const tell = (evseId: number, connectorId: number) =>
    station.call('StatusNotification', {
      timestamp: new Date().toISOString(),
      connectorStatus: 'Available',
      evseId,
      connectorId,
    })
  for (const n of numbers(0, 1_001)) expect(await tell(1 + Math.floor(n / 400), 1 + (n % 400))).toEqual({})
  const { evses, overfull } = await stationOf(id)
  expect(evses.flatMap((evse: { connectors: object[] }) => evse.connectors)).toHaveLength(1_000)
  expect(overfull).toEqual(['connectors'])
})

test('a report that never ends', async () => {
  const id = await newId()
  const station = await it.station(id, {
    version: 'ocpp2.0.1',
    answers: { GetMonitoringReport: () => ({ status: 'Accepted' }) },
  })
  await it.api('POST', `/stations/${id}/commands/get-monitoring-report`, { requestId: 7 })
  const variableMonitoring = numbers(0, 40).map((n) => ({
    id: n,
    transaction: false,
    value: 1,
    type: 'Periodic',
    severity: 1,
  }))
  for (const seqNo of numbers(0, 60))
    await station.call('NotifyMonitoringReport', {
      requestId: 7,
      seqNo,
      tbc: true,
      generatedAt: '2026-03-01T08:00:00Z',
      monitor: numbers(0, 4).map((n) => ({
        component: { name: `Component ${n}` },
        variable: { name: 'Variable' },
        variableMonitoring,
      })),
    })
  expect((await stationOf(id)).overfull).toEqual(['reports'])
  const { detail } = await it.csms.ctx.db
    .selectFrom('operation')
    .select('detail')
    .where('station_id', '=', id)
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(detail).length).toBeLessThan(300_000)
})

test('security events: the newest stay, and a repeat is found without reading all of them', async () => {
  const id = await newId()
  const station = await it.station(id)
  const { db } = it.csms.ctx
  const old = numbers(0, 10_500).map((n) => ({
    organisation_id: 'default',
    station_id: id,
    type: 'Old',
    at: new Date(n * 1000),
    received_at: new Date(n * 1000),
    tech_info: null,
  }))
  for (let i = 0; i < old.length; i += 3_500)
    await db
      .insertInto('security_event')
      .values(old.slice(i, i + 3_500))
      .execute()
  const event = (n: number) => ({ type: 'New', timestamp: new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString() })
  for (const n of numbers(0, 1_000)) await station.call('SecurityEventNotification', event(n))
  const count = async () =>
    (await db.selectFrom('security_event').select('id').where('station_id', '=', id).execute()).length
  await until(async () => (await count()) === 10_000)
  expect((await stationOf(id)).overfull).toEqual(['security-events'])
  await station.call('SecurityEventNotification', event(999))
  expect(await count()).toBe(10_000)
})
