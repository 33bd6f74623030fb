/** Who may come in and talk, while somebody changes exactly that. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareSocket } from '../bare-socket.ts'
import { bootOf, type House, house, type RawStation, until } from '../house.ts'

let it: House
let last = 0
const password = 'a-long-and-random-password'

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE', 'BOB', 'CAROL'], config: { unknownStations: 'pending' } })
})
afterAll(() => it.close())

async function newId(body: object = {}): Promise<string> {
  const id = `Guest${++last}`
  await it.addStation(id, body)
  return id
}
const accepted = { status: 'Accepted' }
const stationOf = async (id: string) => (await it.api('GET', `/stations/${id}`)).body
const heartbeat = (station: RawStation) => station.tryCall('Heartbeat', {})
const start = (over: object = {}) => ({
  connectorId: 1,
  idTag: 'ALICE',
  meterStart: 100,
  timestamp: '2026-03-01T08:00:00Z',
  ...over,
})

/** The HTTP status somebody gets who says this at the door of a station. */
async function statusAtDoor(id: string, credentials: string | null, scheme = 'Basic'): Promise<number | 'open'> {
  const url = new URL(`${it.ocppUrl}/${id}`)
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    const knock = request({
      host: url.hostname,
      port: url.port,
      path: url.pathname,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'sec-websocket-protocol': 'ocpp1.6',
        ...(credentials !== null && { authorization: `${scheme} ${Buffer.from(credentials).toString('base64')}` }),
      },
    })
    knock.on('response', ({ statusCode = 0 }) => resolve(statusCode))
    knock.on('upgrade', (_response, socket) => {
      socket.destroy()
      resolve('open')
    })
    knock.on('error', reject)
    knock.end()
  })
}

test('only the right name with the right password opens the door', async () => {
  const id = await newId({ password })
  const wrong = [
    null,
    '',
    ':',
    `${id}`,
    `${id}:`,
    `:${password}`,
    `${id.toLowerCase()}:${password}`,
    `${id.toUpperCase()}:${password}`,
    `${id} :${password}`,
    `${id}:${password} `,
    `${id}:${password.toUpperCase()}`,
    `${id}:${password.slice(0, -1)}`,
    `${id}:${'x'.repeat(8000)}`,
    `${await newId({ password })}:${password}`,
  ]
  for (const credentials of wrong)
    expect([credentials, await statusAtDoor(id, credentials)]).toEqual([credentials, 401])
  expect(await statusAtDoor(id, `${id}:${password}`, 'Bearer')).toBe(401)
  expect(await statusAtDoor(id, `${id}:${password}`)).toBe('open')
  expect(await statusAtDoor(id, `${id}:${password}`, 'basic')).toBe('open')
  expect(await statusAtDoor(id, `${id}:${password.toUpperCase()}`)).toBe(401)
})

test('somebody with the wrong password does not disturb the station that is connected', async () => {
  const id = await newId({ password })
  const station = await it.station(id, { password })
  for (let i = 0; i < 5; i++) expect(await statusAtDoor(id, `${id}:guess-number-${i}`)).toBe(401)
  expect((await heartbeat(station)).outcome).toBe('answered')
  expect(await stationOf(id)).toMatchObject({ connected: true })
})

test('a password that is set, changed or removed ends the session that was let in without it; the same one again does not', async () => {
  const id = await newId()
  const without = await it.station(id)
  await it.addStation(id, { password })
  await until(() => !without.session.open)
  await expect(it.station(id)).rejects.toMatchObject({ status: 401 })
  const first = await it.station(id, { password, boot: false })
  await it.addStation(id, { password, name: 'the same one again' })
  expect((await heartbeat(first)).outcome).toBe('answered')
  await it.addStation(id, { password: 'another-long-password' })
  await until(() => !first.session.open)
  const second = await it.station(id, { password: 'another-long-password', boot: false })
  await it.addStation(id, { password: null })
  await until(() => !second.session.open)
  expect((await heartbeat(await it.station(id, { boot: false }))).outcome).toBe('answered')
})

test('a stranger that waits under an id does not become the station that is added under it with a password', async () => {
  const id = 'Waiting'
  const stranger = await it.station(id)
  await it.addStation(id, { password })
  await until(() => !stranger.session.open)
  await expect(it.station(id)).rejects.toMatchObject({ status: 401 })
})

test('pending, accepted, pending again, while connected: its next boot and its next message know', async () => {
  const id = await newId({ admission: 'pending' })
  const station = await it.station(id, { boot: false })
  const boot = () => station.call('BootNotification', bootOf('ocpp1.6'))
  expect(await boot()).toMatchObject({ status: 'Pending' })
  expect(await heartbeat(station)).toMatchObject({ code: 'SecurityError' })
  await it.addStation(id, { admission: 'accepted' })
  expect(await boot()).toMatchObject(accepted)
  const { transactionId } = await station.call('StartTransaction', start())
  await it.addStation(id, { admission: 'pending' })
  expect(await heartbeat(station)).toMatchObject({ code: 'SecurityError' })
  expect(await boot()).toMatchObject({ status: 'Pending' })
  await it.addStation(id, { admission: 'accepted' })
  expect(await boot()).toMatchObject(accepted)
  await station.call('StopTransaction', { transactionId, meterStop: 300, timestamp: '2026-03-01T09:00:00Z' })
  expect(await it.transactions(`station=${id}`)).toMatchObject([{ id: transactionId, state: 'closed', energyWh: 200 }])
})

test('rejected with a command open: the caller hears that nobody knows, the station has to go, and hears why', async () => {
  const id = await newId()
  const bare = await bareSocket(it.ocppUrl, id)
  const command = it.api('POST', `/stations/${id}/commands/clear-cache`, {})
  await bare.callNumber(0)
  await it.addStation(id, { admission: 'rejected' })
  // The connection was lost before an answer, which is not the same as no answer in time.
  expect((await command).status).toBe(502)
  // RFC 6455 §7.4.1: policy violation.
  expect(await bare.closed).toBe(1008)
  const again = await it.station(id, { boot: false })
  expect(await again.call('BootNotification', bootOf('ocpp1.6'))).toMatchObject({ status: 'Rejected' })
  expect(await again.tryCall('StartTransaction', start())).toMatchObject({ code: 'SecurityError' })
  expect(await it.transactions(`station=${id}`)).toEqual([])
})

test('removed while it charges and talks without pause: it is gone, and announced again it starts afresh', async () => {
  const id = await newId()
  const bare = await bareSocket(it.ocppUrl, id)
  bare.send([2, 'boot', 'BootNotification', bootOf('ocpp1.6')])
  bare.send([2, 'start', 'StartTransaction', start({ idTag: 'BOB' })])
  const [, , { transactionId }] = await bare.answerTo('start')
  for (let i = 0; i < 300; i++)
    bare.send([
      2,
      `m${i}`,
      'MeterValues',
      {
        connectorId: 1,
        transactionId,
        meterValue: [{ timestamp: new Date(i * 1000).toISOString(), sampledValue: [{ value: String(100 + i) }] }],
      },
    ])
  expect((await it.api('DELETE', `/stations/${id}`)).status).toBe(204)
  expect(await bare.closed).toBe(1008)
  expect((await it.api('GET', `/stations/${id}`)).status).toBe(404)
  await it.addStation(id)
  const station = await it.station(id)
  expect(await station.call('StartTransaction', start({ idTag: 'BOB' }))).toMatchObject({ idTagInfo: accepted })
  expect(await stationOf(id)).toMatchObject({ connected: true, registration: 'Accepted' })
})

test('with another version, and a transaction of the old one still open: it is stopped in the new words, and superseded in time', async () => {
  const id = await newId()
  const old = await it.station(id)
  const { transactionId } = await old.call('StartTransaction', start({ idTag: 'CAROL' }))
  const young = await it.station(id, {
    version: 'ocpp2.0.1',
    answers: { RequestStopTransaction: () => ({ status: 'Rejected' }) },
  })
  await until(() => !old.session.open)
  expect(await it.api('POST', `/transactions/${transactionId}/stop`)).toMatchObject({
    status: 200,
    body: { status: 'Rejected' },
  })
  expect(young.asked).toMatchObject([
    { action: 'RequestStopTransaction', payload: { transactionId: String(transactionId) } },
  ])
  const event = (eventType: string, seqNo: number) => ({
    eventType,
    seqNo,
    timestamp: `2026-03-01T10:0${seqNo}:00Z`,
    triggerReason: 'Authorized',
    transactionInfo: { transactionId: 'NEW' },
    evse: { id: 1, connectorId: 1 },
    ...(seqNo === 0 && { idToken: { idToken: 'CAROL', type: 'ISO14443' } }),
  })
  expect(await young.call('TransactionEvent', event('Started', 0))).toEqual({ idTokenInfo: accepted })
  expect(await it.transactions(`station=${id}`)).toMatchObject([
    { wireId: 'NEW', state: 'open' },
    { id: transactionId, state: 'closed', flags: expect.arrayContaining(['superseded']) },
  ])
  const back = await it.station(id)
  await back.call('StopTransaction', { transactionId, meterStop: 900, timestamp: '2026-03-01T09:00:00Z' })
  const third = await it.station(id, { version: 'ocpp2.0.1' })
  await third.call('TransactionEvent', event('Ended', 1))
  expect(await it.transactions(`station=${id}`)).toMatchObject([
    { wireId: 'NEW', state: 'closed' },
    { id: transactionId, state: 'closed', energyWh: 800 },
  ])
})
