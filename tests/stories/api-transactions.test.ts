import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ idTokens: ['ALICE'] })
})
afterAll(() => home.close())

const get = async (path: string) => (await home.api('GET', path)).body
/** Just now, so that the last reading is the power of now. */
const begun = Date.now() - 1_800_000
const minute = (n: number) => new Date(begun + n * 60_000).toISOString()

test('a 1.6 transaction from start to stop, as the API tells it', async () => {
  await home.addStation('CP1', {
    name: 'Gate',
    evses: [{ evseId: 1, connectors: [{ connectorId: 1, type: 'sType2' }] }],
  })
  const station = await home.station('CP1')
  const { transactionId: id } = await station.call('StartTransaction', {
    connectorId: 1,
    idTag: 'alice',
    meterStart: 1000,
    timestamp: minute(0),
  })
  for (const n of [1, 2, 3]) {
    await station.call('MeterValues', {
      connectorId: 1,
      transactionId: id,
      meterValue: [
        {
          timestamp: minute(26 + n),
          sampledValue: [
            { value: String(1 + n / 10), measurand: 'Energy.Active.Import.Register', unit: 'kWh' },
            { value: String(6000 + n), measurand: 'Power.Active.Import', unit: 'W' },
          ],
        },
      ],
    })
  }
  expect(await get(`/transactions/${id}`)).toMatchObject({
    id,
    station: 'CP1',
    stationName: 'Gate',
    evse: 1,
    version: '1.6',
    state: 'open',
    idTag: 'alice',
    authorizationStatus: 'Accepted',
    startedAt: minute(0),
    stoppedAt: null,
    energyWh: 300,
    powerW: 6003,
  })
  expect((await get('/stations/CP1')).evses[0]).toMatchObject({ transaction: id, powerW: 6003 })
  expect((await get('/sites/default')).powerW).toBe(6003)
  expect(await get('/overview')).toMatchObject({ openTransactions: 1, powerW: 6003 })
  expect((await get('/transactions?state=open&idTag=ALICE')).items).toHaveLength(1)

  await station.call('StopTransaction', {
    transactionId: id,
    idTag: 'ALICE',
    meterStop: 1500,
    timestamp: minute(30),
    reason: 'EVDisconnected',
  })
  expect(await get(`/transactions/${id}`)).toMatchObject({
    state: 'closed',
    stoppedAt: minute(30),
    stopReason: 'EVDisconnected',
    stopIdTag: 'ALICE',
    energyWh: 500,
    durationS: 1800,
    closedBy: null,
  })
  const series = await get(`/transactions/${id}/meter-values`)
  const metered = series.items.filter((value: { powerW: number | null }) => value.powerW !== null)
  expect(metered.map((value: { energyWh: number }) => value.energyWh)).toEqual([1100, 1200, 1300])
  expect(metered[0].samples[0]).toMatchObject({ unit: 'Wh', value: 1100, sent: { value: '1.1', unit: 'kWh' } })
  const { items } = await get(`/transactions/${id}/events`)
  expect(items[0]).toMatchObject({ at: minute(0) })
})

test('a transaction that will never end by itself is closed by hand, and the audit says by whom and why', async () => {
  await home.addStation('CP2')
  const station = await home.station('CP2')
  const { transactionId: id } = await station.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 0,
    timestamp: minute(40),
  })
  await station.close()
  const closed = await home.api('POST', `/transactions/${id}/close`, { note: 'burnt down' })
  expect(closed.body).toMatchObject({ state: 'closed', closedBy: 'BUSBAR_API_TOKEN', closeNote: 'burnt down' })
  const audit = await get(`/audit?subjectType=transaction&subject=${id}`)
  expect(audit.items).toMatchObject([{ action: 'transaction.closed', actor: 'BUSBAR_API_TOKEN' }])
  expect((await home.api('POST', `/transactions/${id}/close`, { note: 'again' })).status).toBe(409)
})

test('a removed station leaves no open transaction', async () => {
  await home.addStation('CP3')
  const station = await home.station('CP3')
  const { transactionId: id } = await station.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 0,
    timestamp: minute(50),
  })
  expect((await home.api('DELETE', '/stations/CP3')).status).toBe(204)
  await until(() => !station.session.open)
  expect(await get(`/transactions/${id}`)).toMatchObject({ state: 'closed', stationName: null })
})

test('start, stop, unlock and availability are the same words for every version', async () => {
  for (const version of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const) {
    const id = `ANY-${version}`
    await home.addStation(id)
    const accepted = () => ({ status: 'Accepted' })
    const station = await home.station(id, {
      version,
      answers: {
        RemoteStartTransaction: accepted,
        RequestStartTransaction: accepted,
        UnlockConnector: () => ({ status: 'Unlocked' }),
        ChangeAvailability: () => ({ status: 'Scheduled' }),
      },
    })
    const answered = async (path: string, body: object) => {
      const { status, body: answer } = await home.api('POST', `/evses/${id}:1/${path}`, body)
      return [status, answer.status]
    }
    expect(await answered('start', { idToken: 'ALICE', anyway: true })).toEqual([200, 'Accepted'])
    expect(await answered('unlock', {})).toEqual([200, 'Unlocked'])
    expect(await answered('availability', { operative: false })).toEqual([200, 'Scheduled'])
    expect(station.asked.map((call) => call.action).slice(-2)).toEqual(['UnlockConnector', 'ChangeAvailability'])
    expect((await home.api('POST', `/evses/${id}:1/start`, {})).body.errors[0].path).toBe('/idToken')
    expect((await home.api('POST', `/evses/NOBODY:1/unlock`)).status).toBe(404)
  }
})
