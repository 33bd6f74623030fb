/** PostgreSQL goes away under a running house, and comes back. */
import type { CallOutcome } from '@busbar/ocpp/exchange'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CutProxy, cutProxy } from '../../packages/csms/test/cut-proxy.ts'
import { type House, house, until } from '../house.ts'

const server = process.env.BUSBAR_TEST_DATABASE_URL
const at = '2026-03-01T08:00:00Z'
let proxy: CutProxy
let it: House

beforeEach(({ skip }) => skip(!server, 'needs PostgreSQL: it runs in the layer that has one'))
if (server) {
  beforeAll(async () => {
    proxy = await cutProxy(server)
    const { host } = new URL(proxy.url)
    const throughProxy = (url: string) => Object.assign(new URL(url), { host }).href
    it = await house({ databaseUrl: throughProxy, idTokens: ['ALICE'], config: { commitTimeoutMs: 1500 } })
  })
  afterAll(async () => {
    proxy.mend()
    await it.close()
    await proxy.close()
  })
}

const start = (connectorId: number) => ({ connectorId, idTag: 'ALICE', meterStart: 1200, timestamp: at })
const ready = async () => (await fetch(`${it.csms.url}/health/ready`)).status
const settle = (outcome: Promise<CallOutcome>) => outcome.then(({ outcome }) => outcome)

test('away for a moment: stations wait, and get their answers', async () => {
  await it.addStation('PATIENT')
  const station = await it.station('PATIENT')
  proxy.cut()
  const answers = [
    settle(station.tryCall('StartTransaction', start(1))),
    settle(station.tryCall('Heartbeat', {})),
    settle(station.tryCall('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' })),
  ]
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(await ready()).toBe(503)
  proxy.mend()
  expect(await Promise.all(answers)).toEqual(['answered', 'answered', 'answered'])
  expect(station.session.open).toBe(true)
  expect(await it.transactions('station=PATIENT')).toHaveLength(1)
  expect(await ready()).toBe(200)
})

test('away for longer: an error to retry on, and what is sent again counts once', async () => {
  await it.addStation('RETRIES')
  const station = await it.station('RETRIES')
  const { transactionId } = await station.call('StartTransaction', start(1))
  proxy.cut()
  const stop = { transactionId, meterStop: 5200, timestamp: '2026-03-01T09:00:00Z', reason: 'Local' }
  for (let i = 0; i < 2; i++) {
    expect(await station.tryCall('StopTransaction', stop)).toMatchObject({ outcome: 'refused', code: 'InternalError' })
  }
  expect(station.session.open).toBe(true)
  proxy.mend()
  await until(async () => (await station.tryCall('StopTransaction', stop)).outcome === 'answered')
  const [transaction, ...more] = await it.transactions('station=RETRIES')
  expect(more).toEqual([])
  expect(transaction).toMatchObject({ id: transactionId, state: 'closed', energyWh: 4000 })
  const events = (await it.api('GET', `/transactions/${transactionId}/events`)).body.items
  expect(events.filter((event: { type: string }) => event.type === 'Ended')).toHaveLength(1)
})

test('a station that connects while it is away is served when it is back', async () => {
  await it.addStation('COMES-LATE')
  proxy.cut()
  const station = await it.station('COMES-LATE', { boot: false })
  const answer = settle(station.tryCall('BootNotification', { chargePointVendor: 'Busbar', chargePointModel: 'Story' }))
  await new Promise((resolve) => setTimeout(resolve, 300))
  proxy.mend()
  expect(await answer).toBe('answered')
  expect((await it.api('GET', '/stations/COMES-LATE')).body).toMatchObject({ connected: true, status: 'online' })
})
