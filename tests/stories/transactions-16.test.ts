/** Transactions of 1.6, over real sockets: what is sent twice, late, wrongly or never. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let it: House
let lastStation = 0

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE', 'BOB'] })
  await it.addIdToken('BLOCKED', { status: 'blocked' })
  await it.addIdToken('OLD', { expiresAt: '2020-01-01T00:00:00Z' })
  await it.addIdToken('MEMBER', { groupToken: 'FAMILY' })
})
afterAll(() => it.close())

async function newStation(): Promise<RawStation> {
  const id = `CP${++lastStation}`
  await it.addStation(id)
  return it.station(id)
}

async function newToken(): Promise<string> {
  const token = `T${++lastStation}`
  await it.addIdToken(token)
  return token
}

const minute = (n: number) => new Date(Date.now() - 3_600_000 + n * 60_000).toISOString()

const start = (over: object = {}) => ({
  connectorId: 1,
  idTag: 'ALICE',
  meterStart: 1000,
  timestamp: minute(0),
  ...over,
})
const stop = (transactionId: number, over: object = {}) => ({
  transactionId,
  meterStop: 5000,
  timestamp: minute(30),
  reason: 'Local',
  ...over,
})
const values = (over: {
  value: string
  at?: number
  context?: string
  connectorId?: number
  transactionId?: number
}) => {
  const { value, at = 5, context, connectorId = 1, transactionId } = over
  return {
    connectorId,
    ...(transactionId !== undefined && { transactionId }),
    meterValue: [{ timestamp: minute(at), sampledValue: [{ value, ...(context && { context }) }] }],
  }
}

const transactionOf = async (id: number) => (await it.api('GET', `/transactions/${id}`)).body
const seriesOf = async (id: number) => (await it.api('GET', `/transactions/${id}/meter-values`)).body.items

test.each([
  ['ALICE', { status: 'Accepted' }],
  ['alice', { status: 'Accepted' }],
  ['NOBODY', { status: 'Invalid' }],
  ['BLOCKED', { status: 'Blocked' }],
  ['OLD', { status: 'Expired', expiryDate: '2020-01-01T00:00:00.000Z' }],
  ['MEMBER', { status: 'Accepted', parentIdTag: 'FAMILY' }],
])('Authorize of %s (§4.1)', async (idTag, idTagInfo) => {
  const station = await newStation()
  expect(await station.call('Authorize', { idTag })).toEqual({ idTagInfo })
})

test('a block holds from the next message on', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  expect(await station.call('Authorize', { idTag })).toMatchObject({ idTagInfo: { status: 'Accepted' } })
  await it.addIdToken(idTag, { status: 'blocked' })
  expect(await station.call('Authorize', { idTag })).toMatchObject({ idTagInfo: { status: 'Blocked' } })
})

test('energy is what the registers say, also when no meter value came', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  const { transactionId, idTagInfo } = await station.call('StartTransaction', start({ idTag }))
  expect(idTagInfo).toEqual({ status: 'Accepted' })
  expect(await transactionOf(transactionId)).toMatchObject({ state: 'open', idTag, energyWh: 0, evse: 1 })
  expect(await station.call('StopTransaction', stop(transactionId, { idTag }))).toMatchObject({
    idTagInfo: { status: 'Accepted' },
  })
  expect(await transactionOf(transactionId)).toMatchObject({
    state: 'closed',
    station: station.id,
    energyWh: 4000,
    meterStartWh: 1000,
    meterStopWh: 5000,
    stopReason: 'Local',
    flags: [],
  })
})

test('a StopTransaction without a reason was the driver’s own (§4.10)', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  const { transactionId } = await station.call('StartTransaction', start({ idTag }))
  const { reason, ...request } = stop(transactionId)
  expect(await station.call('StopTransaction', request)).toEqual({})
  expect((await transactionOf(transactionId)).stopReason).toBe('Local')
})

test('a refused driver has a transaction with an id, too', async () => {
  const station = await newStation()
  const refused = await station.call('StartTransaction', start({ idTag: 'BLOCKED' }))
  expect(refused.idTagInfo).toEqual({ status: 'Blocked' })
  expect(await transactionOf(refused.transactionId)).toMatchObject({
    state: 'open',
    authorizationStatus: 'Blocked',
    flags: ['authorization-refused'],
  })
  await station.call('StopTransaction', stop(refused.transactionId, { reason: 'DeAuthorized', meterStop: 1000 }))
  expect(await transactionOf(refused.transactionId)).toMatchObject({ state: 'closed', energyWh: 0 })
})

test('a token that charges elsewhere is told so, and charges nowhere twice', async () => {
  const [one, two, idTag] = [await newStation(), await newStation(), await newToken()]
  const first = await one.call('StartTransaction', start({ idTag }))
  expect(await one.call('Authorize', { idTag })).toMatchObject({ idTagInfo: { status: 'Accepted' } })
  expect(await two.call('Authorize', { idTag })).toMatchObject({ idTagInfo: { status: 'ConcurrentTx' } })
  const second = await two.call('StartTransaction', start({ idTag }))
  expect(second.idTagInfo).toEqual({ status: 'ConcurrentTx' })
  const other = await one.call('StartTransaction', start({ idTag, connectorId: 2 }))
  expect(other.idTagInfo).toEqual({ status: 'ConcurrentTx' })
  await one.call('StopTransaction', stop(first.transactionId))
  // A transaction that was refused uses nothing.
  expect(await one.call('Authorize', { idTag })).toMatchObject({ idTagInfo: { status: 'Accepted' } })
  await it.addIdToken(idTag, { allowConcurrent: true })
})

test('a token may be allowed to charge at several places', async () => {
  const [one, two, idTag] = [await newStation(), await newStation(), await newToken()]
  await it.addIdToken(idTag, { allowConcurrent: true })
  await one.call('StartTransaction', start({ idTag }))
  expect((await two.call('StartTransaction', start({ idTag }))).idTagInfo).toEqual({ status: 'Accepted' })
})

test('a new transaction supersedes the one before it there, and only then the token counts as used', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  const old = await station.call('StartTransaction', start({ idTag }))
  const lastValue = values({ value: '1800', transactionId: old.transactionId })
  await station.call('MeterValues', lastValue)
  const young = await station.call('StartTransaction', start({ idTag, timestamp: minute(10), meterStart: 2000 }))
  expect(young.idTagInfo).toEqual({ status: 'Accepted' })
  expect(await transactionOf(old.transactionId)).toMatchObject({
    state: 'closed',
    closedBy: 'rule',
    energyWh: 800,
    // Its last sign: when the next driver came, says when that one came.
    stoppedAt: lastValue.meterValue[0]?.timestamp,
    flags: ['superseded'],
  })
  expect(await transactionOf(young.transactionId)).toMatchObject({ state: 'open' })
  // The station's own word, come late, is the better one.
  await station.call('StopTransaction', stop(old.transactionId, { timestamp: minute(9), meterStop: 1900 }))
  expect(await transactionOf(old.transactionId)).toMatchObject({
    energyWh: 900,
    stopReason: 'Local',
    flags: ['superseded', 'ended-after-close'],
  })
})

test('a StartTransaction sent twice opens one transaction (§3.7.1)', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  const request = start({ idTag })
  const first = await station.call('StartTransaction', request)
  const again = await station.call('StartTransaction', request)
  expect(again).toEqual(first)
  const [other] = [await newStation()]
  await other.call('StartTransaction', start({ idTag: await newToken() }))
  await station.close()
  const reconnected = await it.station(station.id, { boot: false })
  expect(await reconnected.call('StartTransaction', request)).toEqual(first)
  expect(await it.transactions(`station=${station.id}`)).toHaveLength(1)
})

test('a refused StartTransaction sent twice is refused the same way', async () => {
  const station = await newStation()
  const request = start({ idTag: 'BLOCKED' })
  expect(await station.call('StartTransaction', request)).toEqual(await station.call('StartTransaction', request))
  expect(await it.transactions(`station=${station.id}`)).toHaveLength(1)
})

test('a StopTransaction sent twice ends once, and is answered twice', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  const { transactionId } = await station.call('StartTransaction', start({ idTag }))
  const request = stop(transactionId, { idTag })
  expect(await station.call('StopTransaction', request)).toEqual(await station.call('StopTransaction', request))
  const { body } = await it.api('GET', `/transactions/${transactionId}/events`)
  expect(body.items.map((event: { type: string }) => event.type)).toEqual(['Started', 'Ended'])
})

test('a StopTransaction whose socket closes right after it is kept', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  const { transactionId } = await station.call('StartTransaction', start({ idTag }))
  void station.tryCall('StopTransaction', stop(transactionId))
  // The frame is on its way; the answer will find nobody.
  await new Promise((resolve) => setImmediate(resolve))
  station.session.close()
  await until(async () => (await transactionOf(transactionId)).state === 'closed')
  expect(await transactionOf(transactionId)).toMatchObject({ energyWh: 4000 })
})

test('meter values land where they belong', async () => {
  const station = await newStation()
  const one = await station.call('StartTransaction', start({ idTag: await newToken() }))
  const two = await station.call(
    'StartTransaction',
    start({ idTag: await newToken(), connectorId: 2, meterStart: 90_000 }),
  )
  const [a, b] = [one.transactionId, two.transactionId]
  await station.call('MeterValues', values({ value: '1500', transactionId: a }))
  await station.call('MeterValues', values({ value: '90100', transactionId: b, connectorId: 2 }))
  // The main meter, with or without an id; a connector that is not the transaction's; a clock that struck; a time before it.
  await station.call('MeterValues', values({ value: '777000', connectorId: 0 }))
  await station.call('MeterValues', values({ value: '777001', connectorId: 0, transactionId: a }))
  await station.call('MeterValues', values({ value: '90200', connectorId: 2, transactionId: a }))
  await station.call('MeterValues', values({ value: '3000', context: 'Sample.Clock', at: 6 }))
  await station.call('MeterValues', values({ value: '900', at: -30 }))
  expect(await transactionOf(a)).toMatchObject({ energyWh: 500 })
  expect(await transactionOf(b)).toMatchObject({ energyWh: 100 })
  // Without an id, on its connector, while it runs.
  await station.call('MeterValues', values({ value: '1600', at: 7 }))
  await station.call('MeterValues', values({ value: '1700', at: 8, transactionId: 0 }))
  expect(await transactionOf(a)).toMatchObject({ energyWh: 700, meterLastWh: 1700 })
  expect((await seriesOf(a)).map((value: { energyWh: number }) => value.energyWh)).toEqual([1500, 1600, 1700])
})

test('meter values sent again are stored once', async () => {
  const station = await newStation()
  const { transactionId } = await station.call('StartTransaction', start({ idTag: await newToken() }))
  const request = values({ value: '1500', transactionId })
  for (let i = 0; i < 3; i++) await station.call('MeterValues', request)
  expect(await seriesOf(transactionId)).toHaveLength(1)
  expect(await transactionOf(transactionId)).toMatchObject({ energyWh: 500 })
})

test('every value is kept as sent beside what we made of it', async () => {
  const station = await newStation()
  const { transactionId } = await station.call('StartTransaction', start({ idTag: await newToken() }))
  const sampledValue = [
    { value: '1.5', unit: 'kWh' },
    { value: '7.4', unit: 'kW', measurand: 'Power.Active.Import' },
    { value: '0123456789abcdef', format: 'SignedData', context: 'Transaction.Begin' },
    { value: '42', unit: 'Percent', measurand: 'SoC', location: 'EV' },
  ]
  await station.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: minute(5), sampledValue }],
  })
  const [value] = await seriesOf(transactionId)
  expect(value).toMatchObject({ energyWh: 1500, powerW: 7400, socPercent: 42 })
  expect(value.samples.map((sample: { sent: { value: string } }) => sample.sent.value)).toEqual(
    sampledValue.map((sampled) => sampled.value),
  )
  expect(value.samples[2]).toMatchObject({ value: null, signed: '0123456789abcdef' })
  // Read an hour ago: it is not the power of now.
  const transaction = await transactionOf(transactionId)
  expect(transaction).toMatchObject({ energyWh: 500, powerW: null, powerAt: value.at, socPercent: 42 })
})

test('transactionData belongs to the transaction it ends', async () => {
  const station = await newStation()
  const { transactionId } = await station.call('StartTransaction', start({ idTag: await newToken() }))
  const transactionData = [
    { timestamp: minute(0), sampledValue: [{ value: '1000.4', context: 'Transaction.Begin' }] },
    { timestamp: minute(15), sampledValue: [{ value: '3000' }] },
    { timestamp: minute(30), sampledValue: [{ value: '5000.6', context: 'Transaction.End' }] },
  ]
  await station.call('StopTransaction', stop(transactionId, { transactionData }))
  expect(await transactionOf(transactionId)).toMatchObject({ energyWh: 4000, meterStopWh: 5000, flags: [] })
  expect(await seriesOf(transactionId)).toHaveLength(3)
})

test('what was charged offline is told later, in order', async () => {
  const [station, idTag] = [await newStation(), await newToken()]
  const first = await station.call('StartTransaction', start({ idTag }))
  await station.close()
  const back = await it.station(station.id, { boot: false })
  await back.call('StopTransaction', stop(first.transactionId, { timestamp: minute(10), meterStop: 2000 }))
  const second = await back.call('StartTransaction', start({ idTag, timestamp: minute(12), meterStart: 2000 }))
  expect(second.idTagInfo).toEqual({ status: 'Accepted' })
  await back.call('MeterValues', values({ value: '2500', at: 15, transactionId: second.transactionId }))
  await back.call('StopTransaction', stop(second.transactionId, { timestamp: minute(20), meterStop: 3500 }))
  expect(await transactionOf(first.transactionId)).toMatchObject({ energyWh: 1000 })
  expect(await transactionOf(second.transactionId)).toMatchObject({
    energyWh: 1500,
    state: 'closed',
    flags: [],
  })
})

test('an end whose beginning nobody knows is recorded and answered, once', async () => {
  const station = await newStation()
  const request = stop(987_654, { idTag: 'BOB' })
  expect(await station.call('StopTransaction', request)).toEqual({ idTagInfo: { status: 'Accepted' } })
  expect(await station.call('StopTransaction', request)).toEqual({ idTagInfo: { status: 'Accepted' } })
  const [only, ...others] = await it.transactions(`station=${station.id}`)
  expect(others).toEqual([])
  expect(only).toMatchObject({
    wireId: '987654',
    state: 'closed',
    energyWh: null,
    meterStopWh: 5000,
    flags: ['no-start'],
  })
  // A station that never heard its transactions' ids.
  await station.call('StopTransaction', stop(-1, { timestamp: minute(31) }))
  await station.call('StopTransaction', stop(-1, { timestamp: minute(40) }))
  expect(await it.transactions(`station=${station.id}`)).toHaveLength(3)
})

test('a transaction from before the station came to us is metered from where we heard of it', async () => {
  const station = await newStation()
  await station.call('MeterValues', values({ value: '7000', at: 5, transactionId: 4711 }))
  await station.call('MeterValues', values({ value: '7300', at: 6, transactionId: 4711 }))
  await station.call('StopTransaction', stop(4711, { meterStop: 7900 }))
  const [only, ...others] = await it.transactions(`station=${station.id}`)
  expect(others).toEqual([])
  expect(only).toMatchObject({ wireId: '4711', evse: 1, energyWh: 900, state: 'closed', flags: ['no-start'] })
})

test('a reservation is used by who names it, and by the reserved token that forgets to', async () => {
  const id = `CP${++lastStation}`
  await it.addStation(id)
  const station = await it.station(id, { answers: { ReserveNow: () => ({ status: 'Accepted' }) } })
  const idTag = await newToken()
  const reserve = (reservationId: number, connectorId: number) =>
    it.api('POST', `/stations/${id}/commands/reserve-now`, {
      connectorId,
      expiryDate: new Date(Date.now() + 3_600_000).toISOString(),
      idTag,
      reservationId,
    })
  expect((await reserve(1, 1)).body.status).toBe('Accepted')
  const named = await station.call('StartTransaction', start({ idTag, reservationId: 1 }))
  await station.call('StopTransaction', stop(named.transactionId))
  expect(await transactionOf(named.transactionId)).toMatchObject({ reservation: 1 })
  expect((await reserve(2, 2)).body.status).toBe('Accepted')
  const forgot = await station.call('StartTransaction', start({ idTag, connectorId: 2, timestamp: minute(31) }))
  expect(await transactionOf(forgot.transactionId)).toMatchObject({ reservation: 2 })
  const { body } = await it.api('GET', `/reservations?station=${id}`)
  expect(body.items.map((item: { state: string; transaction: number }) => [item.state, item.transaction])).toEqual([
    ['used', forgot.transactionId],
    ['used', named.transactionId],
  ])
})

test('an operator’s close says who and why, and a real end is still heard', async () => {
  const station = await newStation()
  const { transactionId } = await station.call('StartTransaction', start({ idTag: await newToken() }))
  await station.call('MeterValues', values({ value: '1800', transactionId }))
  expect((await it.api('POST', `/transactions/${transactionId}/close`, { note: 'meter taken away' })).status).toBe(200)
  const closed = await transactionOf(transactionId)
  expect(closed).toMatchObject({ state: 'closed', energyWh: 800, closeNote: 'meter taken away', stopReason: null })
  expect(closed.closedBy).toEqual(expect.any(String))
  await station.call('MeterValues', values({ value: '2500', at: 20, transactionId }))
  expect(await transactionOf(transactionId)).toMatchObject({ state: 'closed', energyWh: 800 })
  await station.call('StopTransaction', stop(transactionId))
  expect(await transactionOf(transactionId)).toMatchObject({
    energyWh: 4000,
    stopReason: 'Local',
    closeNote: 'meter taken away',
    flags: ['ended-after-close'],
  })
})

test('a start of zero on a lifetime register is counted from where the transaction before it ended', async () => {
  const station = await newStation()
  const begin = async (over: object) =>
    (await station.call('StartTransaction', start({ idTag: await newToken(), ...over }))).transactionId as number
  const earlier = await begin({ meterStart: 1200, timestamp: minute(-90) })
  await station.call('StopTransaction', stop(earlier, { meterStop: 3000, timestamp: minute(-60) }))
  const transactionId = await begin({ meterStart: 0 })
  await station.call('MeterValues', values({ value: '8500', at: 15, transactionId }))
  await station.call('StopTransaction', stop(transactionId, { meterStop: 14_000 }))
  expect(await transactionOf(transactionId)).toMatchObject({
    energyWh: 11_000,
    meterStartWh: 0,
    uncertain: [{ reason: 'start-doubtful', takenWh: 11_000, otherWh: 14_000 }],
  })
})

test('a station that counts sessions begins them at zero beyond doubt', async () => {
  const station = await newStation()
  for (const [n, meterStop] of [9000, 6000, 7000, 12_000].entries()) {
    const at = minute(-400 + 60 * n)
    const { transactionId } = await station.call(
      'StartTransaction',
      start({ idTag: await newToken(), meterStart: 0, timestamp: at }),
    )
    await station.call('StopTransaction', stop(transactionId, { meterStop, timestamp: minute(-370 + 60 * n) }))
    const reasons = (await transactionOf(transactionId)).uncertain.map(({ reason }: { reason: string }) => reason)
    // Of the first one nobody knows.
    expect(reasons).toEqual(n === 0 ? ['start-doubtful'] : [])
  }
})

test('an end that the next transaction begins below is told', async () => {
  const station = await newStation()
  const { transactionId } = await station.call('StartTransaction', start({ idTag: await newToken() }))
  await station.call('MeterValues', values({ value: '3000', at: 15, transactionId }))
  await station.call('StopTransaction', stop(transactionId))
  expect(await transactionOf(transactionId)).toMatchObject({ energyWh: 4000, uncertain: [] })
  await station.call('StartTransaction', start({ idTag: await newToken(), meterStart: 4200, timestamp: minute(40) }))
  expect(await transactionOf(transactionId)).toMatchObject({
    energyWh: 4000,
    uncertain: [{ reason: 'next-start-lower', takenWh: 4000, otherWh: 3200 }],
  })
})

test('numbers no table can hold do not keep a transaction from being recorded', async () => {
  const station = await newStation()
  const huge = 9_007_199_254_740_991
  const { transactionId } = await station.call(
    'StartTransaction',
    start({ idTag: await newToken(), meterStart: huge, reservationId: huge, connectorId: huge }),
  )
  await station.call('MeterValues', values({ value: '1e300', transactionId, connectorId: huge }))
  await station.call('StopTransaction', stop(transactionId, { meterStop: huge }))
  expect(await transactionOf(transactionId)).toMatchObject({
    state: 'closed',
    energyWh: null,
    uncertain: [{ reason: 'no-reading', takenWh: null, otherWh: null }],
    evse: null,
    reservation: null,
  })
})
