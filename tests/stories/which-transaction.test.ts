/** Messages that name no transaction, an unknown one, or one name twice: whose they are, and that no ghost is left behind. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house()
})
afterAll(() => it.close())

const begun = Math.floor(Date.now() / 1000) * 1000 - 7_200_000
const minute = (n: number) => new Date(begun + n * 60_000).toISOString()

async function newStation(version: 'ocpp1.6' | 'ocpp2.0.1' = 'ocpp1.6', more: object = {}): Promise<RawStation> {
  const id = `W${++last}`
  await it.addStation(id, more)
  return it.station(id, { version })
}
async function newToken(body: object = {}): Promise<string> {
  const token = `T${++last}`
  await it.addIdToken(token, body)
  return token
}

const transactionsOf = (station: RawStation) => it.transactions(`station=${station.id}`)
const byId = async (id: number) => (await it.api('GET', `/transactions/${id}`)).body

const start = (idTag: string, over: object = {}) => ({
  connectorId: 1,
  idTag,
  meterStart: 1000,
  timestamp: minute(0),
  ...over,
})
const stop = (transactionId: number, over: object = {}) => ({
  transactionId,
  meterStop: 5000,
  timestamp: minute(60),
  ...over,
})
const value = (transactionId: number | undefined, at: number, wh: number, connectorId = 1) => ({
  connectorId,
  ...(transactionId !== undefined && { transactionId }),
  meterValue: [{ timestamp: minute(at), sampledValue: [{ value: String(wh) }] }],
})

describe('a stop that names no transaction (1.6 §4.10)', () => {
  test.each([0, -1, 4711])('%i ends the one whose driver and register fit, flagged, and once', async (name) => {
    const [station, one, two] = [await newStation(), await newToken(), await newToken()]
    const first = await station.call('StartTransaction', start(one))
    const second = await station.call('StartTransaction', start(two, { connectorId: 2, meterStart: 50_000 }))
    const request = stop(name, { idTag: two, meterStop: 53_000 })
    const answer = await station.call('StopTransaction', request)
    expect(answer).toEqual({ idTagInfo: { status: 'Accepted' } })
    // Sent again under the same and under another name, also after our restart.
    expect(await station.call('StopTransaction', request)).toEqual(answer)
    expect(await station.call('StopTransaction', { ...request, transactionId: 12 })).toEqual(answer)
    expect(await byId(second.transactionId)).toMatchObject({
      state: 'closed',
      energyWh: 3000,
      flags: ['matched'],
      matchedBy: expect.stringContaining(`StopTransaction named transaction ${name}`),
    })
    expect(await byId(first.transactionId)).toMatchObject({ state: 'open', flags: [] })
    expect(await transactionsOf(station)).toHaveLength(2)
  })

  test('that fits nobody, or two, stays apart; a repeat of it is the same one, also after our restart', async () => {
    const [station, one] = [await newStation(), await newToken({ allowConcurrent: true })]
    for (const connectorId of [1, 2]) await station.call('StartTransaction', start(one, { connectorId }))
    const ambiguous = stop(-1, { idTag: one, meterStop: 4000 })
    await station.call('StopTransaction', ambiguous)
    await station.call('StopTransaction', ambiguous)
    expect(await transactionsOf(station)).toHaveLength(3)
    expect(await it.transactions(`station=${station.id}&state=open`)).toHaveLength(2)
    await station.close()
    await it.restart()
    const again = await it.station(station.id, { boot: false })
    await again.call('StopTransaction', ambiguous)
    // Another one of that name is another transaction.
    await again.call('StopTransaction', { ...ambiguous, timestamp: minute(70) })
    const all = await transactionsOf(again)
    expect(all.filter(({ wireId }) => wireId === '-1')).toHaveLength(2)
    expect(all).toHaveLength(4)
  })

  test("the station's own stop, when it comes, is better than the one that was matched", async () => {
    const [station, one] = [await newStation(), await newToken()]
    const { transactionId } = await station.call('StartTransaction', start(one))
    await station.call('StopTransaction', stop(0, { timestamp: minute(20), meterStop: 2000 }))
    expect(await byId(transactionId)).toMatchObject({ energyWh: 1000, flags: ['matched'] })
    await station.call('StopTransaction', stop(transactionId, { timestamp: minute(50), meterStop: 6000 }))
    expect(await byId(transactionId)).toMatchObject({
      energyWh: 5000,
      stoppedAt: minute(50),
      flags: ['ended-after-close'],
      matchedBy: null,
    })
    expect(await transactionsOf(station)).toHaveLength(1)
  })

  test('of another system’s transaction, before ours began, is not ours', async () => {
    const [station, one] = [await newStation(), await newToken()]
    const { transactionId } = await station.call('StartTransaction', start(one))
    await station.call('StopTransaction', stop(880_001, { timestamp: minute(-30), meterStop: 900, idTag: one }))
    expect(await byId(transactionId)).toMatchObject({ state: 'open', flags: [] })
    expect(await transactionsOf(station)).toHaveLength(2)
  })
})

describe('meter values that name no transaction', () => {
  test('belong to what runs at the connector, flagged', async () => {
    const [station, one] = [await newStation(), await newToken()]
    const { transactionId } = await station.call('StartTransaction', start(one))
    await station.call('MeterValues', value(-1, 10, 1500))
    await station.call('MeterValues', value(77_777, 20, 2000))
    expect(await byId(transactionId)).toMatchObject({ state: 'open', energyWh: 1000, flags: ['matched'] })
    // A register that cannot be its own is nobody's, and begins no ghost that ends ours.
    await station.call('MeterValues', value(77_777, 30, 9_000_000))
    expect(await byId(transactionId)).toMatchObject({ state: 'open', energyWh: 1000 })
    expect(await transactionsOf(station)).toHaveLength(1)
  })
})

test('a start that comes again after many others is the same one, and so is its stop', async () => {
  const [station, one] = [await newStation(), await newToken()]
  const first = await station.call('StartTransaction', start(one))
  const end = stop(first.transactionId, { timestamp: minute(1), meterStop: 1200 })
  await station.call('StopTransaction', end)
  for (let i = 1; i <= 9; i++) {
    const { transactionId } = await station.call('StartTransaction', start(one, { timestamp: minute(2 * i) }))
    await station.call('StopTransaction', stop(transactionId, { timestamp: minute(2 * i + 1), meterStop: 1100 }))
  }
  expect(await station.call('StartTransaction', start(one))).toEqual(first)
  await station.call('StopTransaction', end)
  const all = await transactionsOf(station)
  expect(all).toHaveLength(10)
  expect(all.filter(({ state }) => state === 'open')).toEqual([])
})

test('a reservation of -1 is none', async () => {
  const [station, one] = [await newStation(), await newToken()]
  const { transactionId } = await station.call('StartTransaction', start(one, { reservationId: -1 }))
  expect(await byId(transactionId)).toMatchObject({ reservation: null })
})

describe('one id of a 2.x station', () => {
  const event = (
    eventType: string,
    over: { seqNo: number; at: number; wh?: number; token?: string; evse?: number; more?: object },
  ) => ({
    eventType,
    timestamp: minute(over.at),
    triggerReason: eventType === 'Started' ? 'Authorized' : 'MeterValuePeriodic',
    seqNo: over.seqNo,
    transactionInfo: { transactionId: '1' },
    ...(over.evse !== undefined && { evse: { id: over.evse } }),
    ...(over.token !== undefined && { idToken: { idToken: over.token, type: 'ISO14443' } }),
    ...(over.wh !== undefined && {
      meterValue: [
        {
          timestamp: minute(over.at),
          sampledValue: [{ value: over.wh, ...(eventType === 'Started' && { context: 'Transaction.Begin' }) }],
        },
      ],
    }),
    ...over.more,
  })

  test('for another driver is another transaction; the old one ended at its last sign', async () => {
    const [station, one, two] = [await newStation('ocpp2.0.1'), await newToken(), await newToken()]
    await station.call('TransactionEvent', event('Started', { seqNo: 0, at: 0, wh: 10_000, token: one, evse: 1 }))
    await station.call('TransactionEvent', event('Updated', { seqNo: 1, at: 20, wh: 15_000 }))
    await station.call('TransactionEvent', event('Started', { seqNo: 0, at: 60, wh: 15_100, token: two, evse: 1 }))
    await station.call('TransactionEvent', event('Ended', { seqNo: 1, at: 90, wh: 18_100 }))
    const [second, first, ...others] = await transactionsOf(station)
    expect(others).toEqual([])
    expect(first).toMatchObject({
      idTag: one,
      state: 'closed',
      energyWh: 5000,
      stoppedAt: minute(20),
      flags: ['superseded'],
    })
    expect(second).toMatchObject({ idTag: two, state: 'closed', energyWh: 3000, flags: [] })
    // What the first had still to tell finds it, not its namesake.
    await station.call('TransactionEvent', event('Ended', { seqNo: 2, at: 30, wh: 16_000 }))
    expect(await byId(first.id)).toMatchObject({ energyWh: 6000, stoppedAt: minute(30) })
    expect(await byId(second.id)).toMatchObject({ energyWh: 3000 })
  })

  test('for the same driver after a boot is another transaction', async () => {
    const [station, one] = [await newStation('ocpp2.0.1'), await newToken()]
    await station.call('TransactionEvent', event('Started', { seqNo: 0, at: 0, wh: 0, token: one, evse: 1 }))
    await station.close()
    const back = await it.station(station.id, { version: 'ocpp2.0.1' })
    await back.call('TransactionEvent', event('Started', { seqNo: 0, at: 60, wh: 100, token: one, evse: 1 }))
    const all = await transactionsOf(back)
    expect(all.map(({ state }) => state)).toEqual(['open', 'closed'])
  })

  test('on two EVSEs at once is two transactions, each with its own events', async () => {
    const [station, one, two] = [await newStation('ocpp2.0.1'), await newToken(), await newToken()]
    await station.call('TransactionEvent', event('Started', { seqNo: 0, at: 0, wh: 1000, token: one, evse: 1 }))
    await station.call('TransactionEvent', event('Started', { seqNo: 0, at: 5, wh: 70_000, token: two, evse: 2 }))
    expect((await it.transactions(`station=${station.id}&state=open`)).length).toBe(2)
    await station.call('TransactionEvent', event('Updated', { seqNo: 1, at: 20, wh: 72_000, evse: 2 }))
    // Without a place: by its register.
    await station.call('TransactionEvent', event('Ended', { seqNo: 5, at: 30, wh: 73_000 }))
    await station.call('TransactionEvent', event('Ended', { seqNo: 6, at: 40, wh: 5000, evse: 1 }))
    const energies = (await transactionsOf(station)).map(({ evse, energyWh, state }) => ({ evse, energyWh, state }))
    expect(energies.toSorted((a, b) => a.evse - b.evse)).toEqual([
      { evse: 1, energyWh: 4000, state: 'closed' },
      { evse: 2, energyWh: 3000, state: 'closed' },
    ])
  })

  test('a remote start without an id token is the one we sent it for (F01, F02)', async () => {
    const [idTag, id] = [await newToken(), `W${++last}`]
    await it.addStation(id)
    const station = await it.station(id, {
      version: 'ocpp2.0.1',
      answers: { RequestStartTransaction: () => ({ status: 'Accepted' }) },
    })
    const body = { evseId: 1, idToken: { idToken: idTag, type: 'Central' }, remoteStartId: 4242 }
    await it.api('POST', `/stations/${id}/commands/request-start-transaction`, body)
    const begun = event('Started', { seqNo: 0, at: 0, evse: 1 })
    const info = {
      ...begun,
      triggerReason: 'RemoteStart',
      transactionInfo: { transactionId: '1', remoteStartId: 4242 },
    }
    // It named none, so it is told nothing of one.
    expect(await station.call('TransactionEvent', info)).toEqual({})
    expect((await transactionsOf(station))[0]).toMatchObject({
      idTag,
      idTokenType: 'Central',
      authorizationStatus: 'Accepted',
      remoteStartId: 4242,
    })
    const other = { ...info, transactionInfo: { transactionId: '2', remoteStartId: 4243 }, evse: { id: 2 } }
    await station.call('TransactionEvent', other)
    expect((await transactionsOf(station)).find(({ wireId }) => wireId === '2')).toMatchObject({ idTag: null })
  })
})

test('an offline charge is not refused because its driver charges elsewhere since (1.6)', async () => {
  const [away, here, idTag] = [await newStation(), await newStation(), await newToken()]
  expect((await here.call('StartTransaction', start(idTag, { timestamp: minute(90) }))).idTagInfo.status).toBe(
    'Accepted',
  )
  const late = await away.call('StartTransaction', start(idTag, { timestamp: minute(10) }))
  expect(late.idTagInfo).toEqual({ status: 'Accepted' })
  await away.call('StopTransaction', stop(late.transactionId, { timestamp: minute(40) }))
  expect(await byId(late.transactionId)).toMatchObject({ state: 'closed', flags: [] })
  // Who starts now while it charges there is told so.
  const now = start(idTag, { timestamp: new Date().toISOString() })
  expect((await away.call('StartTransaction', now)).idTagInfo.status).toBe('ConcurrentTx')
})

describe('GetTransactionStatus is asked by itself (E14)', () => {
  const started = (seqNo: number) => ({
    eventType: seqNo === 0 ? 'Started' : 'Updated',
    timestamp: minute(seqNo),
    triggerReason: 'Authorized',
    seqNo,
    transactionInfo: { transactionId: 'tx' },
    evse: { id: 1 },
  })
  const asks = (station: RawStation) => station.asked.filter(({ action }) => action === 'GetTransactionStatus').length

  test('once a gap and once a return, of a station that may be called', async () => {
    const id = `W${++last}`
    await it.addStation(id, { bootCalls: true })
    let status: object = { ongoingIndicator: true, messagesInQueue: true }
    const options = { version: 'ocpp2.0.1' as const, boot: false, answers: { GetTransactionStatus: () => status } }
    const station = await it.station(id, { ...options, boot: true })
    await station.call('TransactionEvent', started(0))
    await station.call('TransactionEvent', started(3))
    await until(() => asks(station) === 1)
    await station.call('TransactionEvent', started(6))
    await station.call('TransactionEvent', started(7))
    await station.close()
    status = { ongoingIndicator: false, messagesInQueue: false }
    const back = await it.station(id, options)
    await back.call('Heartbeat', {})
    await until(async () => (await it.transactions(`station=${id}`))[0].state === 'closed')
    await back.call('Heartbeat', {})
    expect([asks(station), asks(back)]).toEqual([1, 1])
    expect((await it.transactions(`station=${id}`))[0]).toMatchObject({ flags: ['seq-no-gap', 'abandoned'] })
  })

  test('and not of one that may not', async () => {
    const id = `W${++last}`
    await it.addStation(id)
    const station = await it.station(id, { version: 'ocpp2.0.1' })
    await station.call('TransactionEvent', started(0))
    await station.call('TransactionEvent', started(3))
    await station.close()
    const back = await it.station(id, { version: 'ocpp2.0.1', boot: false })
    for (let i = 0; i < 3; i++) await back.call('Heartbeat', {})
    expect([...station.asked, ...back.asked]).toEqual([])
  })
})
