/** Clients we did not write: the npm package `ocpp-rpc` with its own schemas, in strict mode, charges at the real server. */
import { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from '../house.ts'

let csms: House

beforeAll(async () => {
  csms = await house({ idTokens: ['ALICE'] })
})
afterAll(() => csms.close())

/** A charge of the last half hour: nobody doubts the clock. */
const beganAt = Date.now() - 30 * 60_000
const at = (minute: number): string => new Date(beganAt + minute * 60_000).toISOString()

const password = 'sixteen-or-more-characters'

async function connect(identity: string, protocol: string): Promise<RPCClient> {
  await csms.addStation(identity, { password })
  const options = {
    endpoint: csms.ocppUrl,
    identity,
    password,
    protocols: [protocol],
    strictMode: true,
    reconnect: false,
  }
  // Its types ask for every option, though each has a default.
  const client = new RPCClient(options as ConstructorParameters<typeof RPCClient>[0])
  await client.connect()
  return client
}

test('1.6: boots, authorizes, charges and stops', async () => {
  const client = await connect('INDEPENDENT-16', 'ocpp1.6')
  const boot = await client.call('BootNotification', { chargePointVendor: 'Other', chargePointModel: 'Client' })
  expect(boot).toMatchObject({ status: 'Accepted', interval: expect.any(Number) })
  await client.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' })
  expect(await client.call('Authorize', { idTag: 'ALICE' })).toMatchObject({ idTagInfo: { status: 'Accepted' } })
  const { transactionId, idTagInfo } = (await client.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 1000,
    timestamp: at(0),
  })) as { transactionId: number; idTagInfo: object }
  expect(idTagInfo).toMatchObject({ status: 'Accepted' })
  await client.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: at(10), sampledValue: [{ value: '2.5', unit: 'kWh' }] }],
  })
  expect((await csms.api('GET', `/transactions/${transactionId}`)).body).toMatchObject({
    state: 'open',
    energyWh: 1500,
  })
  await client.call('StopTransaction', {
    transactionId,
    idTag: 'ALICE',
    meterStop: 4200,
    timestamp: at(20),
    reason: 'Local',
  })
  await client.close()
  expect((await csms.api('GET', `/transactions/${transactionId}`)).body).toMatchObject({
    station: 'INDEPENDENT-16',
    idTag: 'ALICE',
    state: 'closed',
    startedAt: at(0),
    stoppedAt: at(20),
    stopReason: 'Local',
    energyWh: 3200,
  })
})

test('2.0.1: boots, authorizes, charges and stops', async () => {
  const client = await connect('INDEPENDENT-201', 'ocpp2.0.1')
  const boot = await client.call('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Other', model: 'Client' },
  })
  expect(boot).toMatchObject({ status: 'Accepted' })
  await client.call('StatusNotification', {
    timestamp: at(0),
    connectorStatus: 'Occupied',
    evseId: 1,
    connectorId: 1,
  })
  const idToken = { idToken: 'ALICE', type: 'ISO14443' }
  expect(await client.call('Authorize', { idToken })).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
  const register = (value: number, context: string) => [{ value, measurand: 'Energy.Active.Import.Register', context }]
  const event = (seqNo: number, minute: number, more: object) =>
    client.call('TransactionEvent', {
      seqNo,
      timestamp: at(minute),
      ...more,
    })
  const transactionId = 'ac3e9d5e-0001'
  const started = await event(0, 0, {
    eventType: 'Started',
    triggerReason: 'Authorized',
    transactionInfo: { transactionId, chargingState: 'Charging' },
    evse: { id: 1, connectorId: 1 },
    idToken,
    meterValue: [{ timestamp: at(0), sampledValue: register(1000, 'Transaction.Begin') }],
  })
  expect(started).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
  await event(1, 10, {
    eventType: 'Updated',
    triggerReason: 'MeterValuePeriodic',
    transactionInfo: { transactionId, chargingState: 'Charging' },
    meterValue: [{ timestamp: at(10), sampledValue: register(2500, 'Sample.Periodic') }],
  })
  await event(2, 20, {
    eventType: 'Ended',
    triggerReason: 'StopAuthorized',
    transactionInfo: { transactionId, stoppedReason: 'Local' },
    idToken,
    meterValue: [{ timestamp: at(20), sampledValue: register(4200, 'Transaction.End') }],
  })
  await client.close()
  const [transaction] = await csms.transactions('station=INDEPENDENT-201')
  expect(transaction).toMatchObject({
    wireId: transactionId,
    idTag: 'ALICE',
    state: 'closed',
    stopReason: 'Local',
    energyWh: 3200,
    flags: [],
  })
})
