/** What is known beforehand to stand in the way of a start is said beforehand, and can be overruled. */
import { versions } from '@busbar/ocpp/versions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ idTokens: ['ALICE', 'BOB', 'CAROL'] })
  await home.addIdToken('BLOCKED', { status: 'blocked' })
  await home.addIdToken('OLD', { expiresAt: '2020-01-01T00:00:00Z' })
  await home.addIdToken('FLEET', { allowConcurrent: true })
})
afterAll(() => home.close())

const codes = (doubts: readonly { code: string }[]) => doubts.map(({ code }) => code)

describe.each(versions)('a station of %s', (version) => {
  const is16 = version === 'ocpp1.6'
  const [id, other] = [`D-${version}`, `O-${version}`]
  let station: RawStation
  let elsewhere: RawStation

  const check = async (idToken: string, evse = 1) => {
    const { status, body } = await home.api('POST', `/evses/${id}:${evse}/start-check`, { idToken })
    expect(status).toBe(200)
    return body.doubts
  }
  const start = (idToken: string, more: object = {}, evse = 1) =>
    home.api('POST', `/evses/${id}:${evse}/start`, { idToken, ...more })
  const asked = () => station.asked.filter(({ action }) => action.endsWith('StartTransaction')).length
  const tell = (evse: number, status: string) =>
    station.call(
      'StatusNotification',
      is16
        ? { connectorId: evse, errorCode: 'NoError', status }
        : {
            timestamp: new Date().toISOString(),
            evseId: evse,
            connectorId: evse === 0 ? 0 : 1,
            connectorStatus: status,
          },
    )
  const begin = async (at: RawStation, idToken: string, evse = 1) => {
    const timestamp = new Date().toISOString()
    if (is16) {
      const { transactionId } = await at.call('StartTransaction', {
        connectorId: evse,
        idTag: idToken,
        meterStart: 0,
        timestamp,
      })
      return () => at.call('StopTransaction', { transactionId, meterStop: 0, timestamp: new Date().toISOString() })
    }
    const event = (eventType: string, seqNo: number) => ({
      eventType,
      timestamp: new Date().toISOString(),
      triggerReason: 'Authorized',
      seqNo,
      transactionInfo: { transactionId: `${at.id}-${idToken}` },
      evse: { id: evse, connectorId: 1 },
      ...(eventType === 'Started' && { idToken: { idToken, type: 'ISO14443' } }),
    })
    await at.call('TransactionEvent', event('Started', 0))
    return () => at.call('TransactionEvent', event('Ended', 1))
  }

  beforeAll(async () => {
    await home.addStation(id)
    await home.addStation(other)
    const accepted = () => ({ status: 'Accepted' })
    station = await home.station(id, {
      version,
      answers: { RemoteStartTransaction: accepted, RequestStartTransaction: accepted, ReserveNow: accepted },
    })
    elsewhere = await home.station(other, { version })
  })

  test('nothing in the way: it is sent', async () => {
    expect(await check('ALICE')).toEqual([])
    expect(await start('ALICE')).toMatchObject({ status: 200, body: { status: 'Accepted' } })
    expect(asked()).toBe(1)
  })

  test('a token that charges elsewhere: said with where, not sent, and sent when it is wanted anyway', async () => {
    const stop = await begin(elsewhere, 'alice')
    const [doubt, ...more] = await check('ALICE')
    expect(more).toEqual([])
    expect(doubt).toMatchObject({ code: 'token-in-use', station: other, transaction: expect.any(Number) })
    const before = asked()
    expect(await start('ALICE')).toMatchObject({
      status: 409,
      body: { type: 'urn:busbar:problem:doubtful', doubts: [{ code: 'token-in-use', station: other }] },
    })
    expect(asked()).toBe(before)
    expect(await start('ALICE', { anyway: true })).toMatchObject({ status: 200, body: { status: 'Accepted' } })
    expect(asked()).toBe(before + 1)
    await stop()
    expect(await check('ALICE')).toEqual([])
  })

  test('a token that may charge in several places is not in its own way', async () => {
    const stop = await begin(elsewhere, 'FLEET')
    expect(await check('FLEET')).toEqual([])
    await stop()
  })

  test.each([
    ['NOBODY', 'token-unknown'],
    ['BLOCKED', 'token-blocked'],
    ['OLD', 'token-expired'],
  ])('the token %s is %s', async (idToken, code) => {
    expect(codes(await check(idToken))).toEqual([code])
    expect((await start(idToken)).status).toBe(409)
  })

  test('an EVSE that is faulted, out of service, unknown or in use', async () => {
    await tell(2, 'Faulted')
    expect(codes(await check('BOB', 2))).toEqual(['evse-faulted'])
    await tell(2, 'Unavailable')
    expect(codes(await check('BOB', 2))).toEqual(['evse-unavailable'])
    await tell(2, 'Available')
    expect(codes(await check('BOB', 2))).toEqual([])
    expect(codes(await check('BOB', 77))).toEqual(['evse-unknown'])
    await tell(1, 'Available')
    const stop = await begin(station, 'CAROL')
    const [doubt] = await check('BOB')
    expect(doubt).toMatchObject({ code: 'evse-occupied', transaction: expect.any(Number) })
    await stop()
    await tell(0, 'Faulted')
    expect(codes(await check('BOB', 2))).toEqual(['station-faulted'])
    await tell(0, 'Available')
  })

  test('an EVSE that is reserved for another; not for the driver it is reserved for', async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString()
    const body = is16
      ? { connectorId: 2, expiryDate: expires, idTag: 'CAROL' }
      : { evseId: 2, expiryDateTime: expires, idToken: { idToken: 'CAROL', type: 'ISO14443' } }
    expect((await home.api('POST', `/stations/${id}/commands/reserve-now`, body)).body.status).toBe('Accepted')
    await tell(2, 'Reserved')
    expect(codes(await check('BOB', 2))).toEqual(['evse-reserved'])
    expect(await check('CAROL', 2)).toEqual([])
    expect(await check('BOB', 1)).toEqual([])
  })

  test('a station that is not there: said by the check, and by the start as always', async () => {
    await station.close()
    await until(async () => !(await home.api('GET', `/stations/${id}`)).body.connected)
    expect(codes(await check('BOB', 1))).toEqual(['station-offline'])
    expect(await start('NOBODY')).toMatchObject({ status: 409, body: { type: 'urn:busbar:problem:offline' } })
  })
})
