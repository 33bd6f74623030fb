/** Codes that drivers type in (OCPP 2.0.1 part 2, C04) are kept as passwords are, and work as any id token does. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, type RawStation } from '../house.ts'

let it: House
const code = '402971'
const name = /^keycode-[0-9a-f]{20}$/
const idToken = { idToken: code, type: 'KeyCode' }
const at = '2026-03-01T08:00:00.000Z'

beforeAll(async () => {
  it = await house({ stations: ['A16', 'B16', 'C2', 'D2'] })
  await it.addIdToken(code, { type: 'KeyCode', note: 'flat 4' })
})
afterAll(() => it.close())

const started = (station: RawStation, token: object, seqNo = 0) =>
  station.call('TransactionEvent', {
    eventType: 'Started',
    timestamp: at,
    triggerReason: 'Authorized',
    seqNo,
    transactionInfo: { transactionId: `T-${station.id}` },
    evse: { id: 1, connectorId: 1 },
    idToken: token,
  })

const ended = (station: RawStation) =>
  station.call('TransactionEvent', {
    eventType: 'Ended',
    timestamp: '2026-03-01T09:00:00.000Z',
    triggerReason: 'StopAuthorized',
    seqNo: 9,
    transactionInfo: { transactionId: `T-${station.id}`, stoppedReason: 'Local' },
    idToken,
  })

test('is created, found and listed under a name that does not tell it', async () => {
  const { body } = await it.api('GET', `/id-tokens/${code}`)
  expect(body).toMatchObject({ token: expect.stringMatching(name), type: 'KeyCode', note: 'flat 4' })
  expect((await it.api('GET', `/id-tokens/${body.token}`)).body).toEqual(body)
  expect((await it.api('PUT', `/id-tokens/${code}`, { note: 'flat 5' })).status).toBe(200)
  expect((await it.api('GET', '/id-tokens')).body).toMatchObject({ total: 1, items: [{ note: 'flat 5' }] })
})

test('opens with its type, in either case, and only one charge at a time; the same start again is the same transaction', async () => {
  const [one, other] = [
    await it.station('C2', { version: 'ocpp2.0.1' }),
    await it.station('D2', { version: 'ocpp2.1' }),
  ]
  expect(await one.call('Authorize', { idToken: { idToken: code, type: 'Central' } })).toEqual({
    idTokenInfo: { status: 'Unknown' },
  })
  expect(await started(one, idToken)).toEqual({ idTokenInfo: { status: 'Accepted' } })
  expect(await started(one, idToken)).toEqual({ idTokenInfo: { status: 'Accepted' } })
  const [transaction, ...more] = await it.transactions(`idTag=${code}`)
  expect(more).toEqual([])
  expect(transaction).toMatchObject({ idTag: expect.stringMatching(name), idTokenType: 'KeyCode' })
  expect(await started(other, idToken)).toEqual({ idTokenInfo: { status: 'ConcurrentTx' } })
  expect(await ended(one)).toEqual({ idTokenInfo: { status: 'Accepted' } })
  await ended(other)
})

test('is recognised from a 1.6 station, which does not say what it sends, also after a restart', async () => {
  await it.restart()
  const [one, other] = [await it.station('A16'), await it.station('B16')]
  const start = { connectorId: 1, idTag: code, meterStart: 0, timestamp: at }
  const first = await one.call('StartTransaction', start)
  expect(first.idTagInfo).toEqual({ status: 'Accepted' })
  expect(await one.call('StartTransaction', start)).toEqual(first)
  expect((await other.call('StartTransaction', start)).idTagInfo).toEqual({ status: 'ConcurrentTx' })
  const { body } = await it.api('GET', '/stations/A16/messages?action=StartTransaction')
  for (const { requestText } of body.items) expect(requestText).toContain('"idTag":"***"')
  const stop = { transactionId: first.transactionId, idTag: code, meterStop: 10, timestamp: '2026-03-01T08:30:00Z' }
  expect(await one.call('StopTransaction', stop)).toEqual({ idTagInfo: { status: 'Accepted' } })
})

test('its name opens nothing', async () => {
  const { token } = (await it.api('GET', `/id-tokens/${code}`)).body
  const station = await it.station('C2', { version: 'ocpp2.0.1' })
  for (const type of ['KeyCode', 'Central', 'ISO14443']) {
    const { idTokenInfo } = await station.call('Authorize', { idToken: { idToken: token, type } })
    expect(['Invalid', 'Unknown']).toContain(idTokenInfo.status)
  }
})

test('its name cannot be sent to a station; the code can, as what it is', async () => {
  const station = await it.station('C2', {
    version: 'ocpp2.0.1',
    answers: { RequestStartTransaction: () => ({ status: 'Accepted' }) },
  })
  const { token } = (await it.api('GET', `/id-tokens/${code}`)).body
  expect((await it.api('POST', '/evses/C2:1/start', { idToken: token })).status).toBe(422)
  expect((await it.api('POST', '/evses/C2:1/start', { idToken: code })).status).toBe(200)
  expect(station.asked.at(-1)?.payload).toMatchObject({ idToken })
})

test('a card may have the number of a code; a token becomes a code and one again when it is told', async () => {
  expect((await it.api('PUT', `/id-tokens/${code}`, { type: 'ISO14443', note: 'a card' })).status).toBe(200)
  expect((await it.api('GET', '/id-tokens')).body.items).toMatchObject([{ token: code, type: 'ISO14443' }])
  expect((await it.api('PUT', `/id-tokens/${code}`, { type: 'keycode' })).body.token).toMatch(name)
  const { token } = (await it.api('GET', `/id-tokens/${code}`)).body
  expect((await it.api('PUT', `/id-tokens/${token}`, { type: 'Central' })).status).toBe(422)
  expect((await it.api('DELETE', `/id-tokens/${code}`)).status).toBe(204)
  const station = await it.station('A16')
  expect((await station.call('Authorize', { idTag: code })).idTagInfo.status).toBe('Invalid')
})
