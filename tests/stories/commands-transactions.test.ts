import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ idTokens: ['ALICE', 'BOB'] })
})
afterAll(() => home.close())

const accepted = () => ({ status: 'Accepted' })
const command = (id: string, name: string, body: object) => home.api('POST', `/stations/${id}/commands/${name}`, body)
const installed = async (id: string) =>
  (await home.api('GET', `/stations/${id}/charging-profiles`)).body.items.map((item: { id: number }) => item.id)

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString()
const event = (eventType: string, transactionId: string, seqNo: number, more: object = {}) => ({
  eventType,
  timestamp: at(seqNo),
  triggerReason: eventType === 'Started' ? 'Authorized' : 'RemoteStop',
  seqNo,
  transactionInfo: { transactionId, ...(eventType === 'Ended' && { stoppedReason: 'Remote' }) },
  ...more,
})

const txProfile = {
  stackLevel: 0,
  chargingProfilePurpose: 'TxProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] }],
}

test('1.6: our number is the name of the transaction, also of one nobody knows', async () => {
  await home.addStation('STOP16')
  const station = await home.station('STOP16', {
    answers: {
      RemoteStopTransaction: ({ transactionId }: { transactionId: number }) => ({
        status: transactionId === 4711 ? 'Rejected' : 'Accepted',
      }),
      SetChargingProfile: accepted,
    },
  })
  const { transactionId } = await station.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 0,
    timestamp: at(0),
  })
  expect(await home.api('POST', `/transactions/${transactionId}/stop`)).toMatchObject({ status: 200 })
  await command('STOP16', 'remote-stop-transaction', { transaction: transactionId })
  const unknown = await command('STOP16', 'remote-stop-transaction', { transactionId: 4711 })
  expect(unknown).toMatchObject({ status: 200, body: { status: 'Rejected' } })
  expect(station.asked.map(({ payload }) => payload)).toEqual([
    { transactionId },
    { transactionId },
    { transactionId: 4711 },
  ])
})

test.each(['ocpp2.0.1', 'ocpp2.1'] as const)(
  '%s: our number becomes the name its own station has for it',
  async (version) => {
    const numbers: number[] = []
    const stations = []
    for (const [name, idToken] of [
      ['A', 'ALICE'],
      ['B', 'BOB'],
    ] as const) {
      const id = `${name}-${version}`
      await home.addStation(id)
      const station = await home.station(id, { version, answers: { RequestStopTransaction: accepted } })
      // Two stations may use the same one.
      await station.call('TransactionEvent', {
        ...event('Started', 'T-1', 0),
        evse: { id: 1, connectorId: 1 },
        idToken: { idToken, type: 'ISO14443' },
      })
      const [transaction] = await home.transactions(`station=${id}`)
      numbers.push(transaction.id)
      stations.push(station)
    }
    expect(numbers[0]).not.toBe(numbers[1])
    expect(await home.api('POST', `/transactions/${numbers[1]}/stop`)).toMatchObject({ status: 200 })
    expect(stations[0]?.asked).toEqual([])
    expect(stations[1]?.asked.map(({ payload }) => payload)).toEqual([{ transactionId: 'T-1' }])
    const foreign = await command(`A-${version}`, 'request-stop-transaction', { transaction: numbers[1] })
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ path: '/transaction' }] } })
    await command(`A-${version}`, 'request-stop-transaction', { transactionId: 'whatever' })
    expect(stations[0]?.asked.map(({ payload }) => payload)).toEqual([{ transactionId: 'whatever' }])
    for (const station of stations) await station.call('TransactionEvent', event('Ended', 'T-1', 1))
  },
)

test('a TxProfile names the transaction that runs there, and is gone with it (K01.FR.03)', async () => {
  await home.addStation('TXP')
  const station = await home.station('TXP', { version: 'ocpp2.0.1', answers: { SetChargingProfile: accepted } })
  const { body: stored } = await home.api('POST', '/charging-profiles', { name: 'now', profile: txProfile })
  await station.call('TransactionEvent', {
    ...event('Started', 'T-9', 0),
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: 'ALICE', type: 'ISO14443' },
  })
  const [transaction] = await home.transactions('station=TXP')
  await command('TXP', 'set-charging-profile', { evseId: 1, chargingProfile: stored.id })
  await command('TXP', 'set-charging-profile', { evseId: 1, chargingProfile: stored.id, transaction: transaction.id })
  for (const { payload } of station.asked) {
    expect(payload).toEqual({ evseId: 1, chargingProfile: { id: stored.id, ...txProfile, transactionId: 'T-9' } })
  }
  expect(await installed('TXP')).toEqual([stored.id])
  await station.call('TransactionEvent', event('Ended', 'T-9', 1))
  expect(await installed('TXP')).toEqual([])
})

test('1.6: a TxProfile is put on the transaction the caller names, and is gone with it', async () => {
  await home.addStation('TXP16')
  const station = await home.station('TXP16', { answers: { SetChargingProfile: accepted } })
  const { body: stored } = await home.api('POST', '/charging-profiles', { name: 'now', profile: txProfile })
  const { transactionId } = await station.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 0,
    timestamp: at(0),
  })
  const answer = await command('TXP16', 'set-charging-profile', {
    connectorId: 1,
    chargingProfile: stored.id,
    transaction: transactionId,
  })
  expect(answer.status).toBe(200)
  expect(station.asked[0]?.payload).toMatchObject({
    connectorId: 1,
    csChargingProfiles: { chargingProfileId: stored.id, transactionId, chargingProfilePurpose: 'TxProfile' },
  })
  expect(await installed('TXP16')).toEqual([stored.id])
  await station.call('StopTransaction', { transactionId, meterStop: 5, timestamp: at(5) })
  expect(await installed('TXP16')).toEqual([])
})
