/** Values no meter and no clock should give, from stations that send them all the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, type RawStation } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house()
})
afterAll(() => it.close())

async function newStation(version: 'ocpp1.6' | 'ocpp2.0.1' = 'ocpp1.6'): Promise<[RawStation, string]> {
  const id = `NONSENSE${++last}`
  await it.addStation(id)
  await it.addIdToken(`T${last}`)
  return [await it.station(id, { version, session: { validateOutgoing: false } }), `T${last}`]
}

/** A time of the last hour, which no clock needs to be corrected for. */
const beganAt = Date.now() - 3_600_000
const minute = (n: number): string => new Date(beganAt + n * 60_000).toISOString()

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
const frame = (value: string, at = 10) => ({
  timestamp: minute(at),
  sampledValue: [{ value }],
})
const transactionOf = async (id: number) => (await it.api('GET', `/transactions/${id}`)).body

test.each(['1e400', '1e300', '999999999999999999', 'NaN', '-Infinity', '0x10', '', '\0', '\ud800'])(
  'a register of %j is kept as sent and is no energy',
  async (value) => {
    const [station, idTag] = await newStation()
    const { transactionId } = await station.call('StartTransaction', start(idTag))
    await station.call('MeterValues', { connectorId: 1, transactionId, meterValue: [frame(value)] })
    expect(await transactionOf(transactionId)).toMatchObject({ energyWh: 0, meterLastWh: 1000 })
    await station.call('StopTransaction', stop(transactionId, { transactionData: [frame(value, 20)] }))
    expect(await transactionOf(transactionId)).toMatchObject({ energyWh: 4000, state: 'closed', flags: [] })
    const { body } = await it.api('GET', `/transactions/${transactionId}/meter-values`)
    expect(body.items).toHaveLength(2)
  },
)

test.each([2 ** 53, 1e15, -1, -(2 ** 53)])(
  'a meterStart of %d is no register; the transaction counts from what is',
  async (meterStart) => {
    const [station, idTag] = await newStation()
    const { transactionId, idTagInfo } = await station.call('StartTransaction', start(idTag, { meterStart }))
    expect(idTagInfo).toEqual({ status: 'Accepted' })
    await station.call('MeterValues', { connectorId: 1, transactionId, meterValue: [frame('2000')] })
    await station.call('StopTransaction', stop(transactionId))
    expect(await transactionOf(transactionId)).toMatchObject({ energyWh: 3000, meterStartWh: 2000 })
  },
)

test.each([2 ** 53, 2 ** 32 - 1, -1])('a meterStop of %d does not bill more than was measured', async (meterStop) => {
  const [station, idTag] = await newStation()
  const { transactionId } = await station.call('StartTransaction', start(idTag))
  await station.call('MeterValues', { connectorId: 1, transactionId, meterValue: [frame('2000')] })
  await station.call('StopTransaction', stop(transactionId, { meterStop }))
  expect(await transactionOf(transactionId)).toMatchObject({ state: 'closed', energyWh: 1000 })
})

test('a reservation or remote start of all ones is none', async () => {
  const [station, idTag] = await newStation()
  const { transactionId } = await station.call('StartTransaction', start(idTag, { reservationId: 2 ** 32 - 1 }))
  expect(await transactionOf(transactionId)).toMatchObject({ reservation: null, state: 'open' })
  const [modern] = await newStation('ocpp2.0.1')
  await modern.call('TransactionEvent', {
    eventType: 'Started',
    timestamp: minute(0),
    triggerReason: 'RemoteStart',
    seqNo: 0,
    transactionInfo: { transactionId: 'ONES', remoteStartId: 2 ** 32 - 1 },
    reservationId: 2 ** 53,
    evse: { id: 1 },
  })
  expect(await it.transactions(`station=${modern.id}`)).toMatchObject([{ wireId: 'ONES', remoteStartId: null }])
})

test.each(['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2099-12-31T23:59:59Z', '9999-12-31T23:59:59.999999999Z'])(
  'a clock at %s charges and is recognised when it repeats',
  async (timestamp) => {
    const [station, idTag] = await newStation()
    const request = start(idTag, { timestamp })
    const { transactionId } = await station.call('StartTransaction', request)
    expect(await station.call('StartTransaction', request)).toMatchObject({ transactionId })
    await station.call('StopTransaction', stop(transactionId, { timestamp }))
    await station.call('StopTransaction', stop(transactionId, { timestamp }))
    expect(await it.transactions(`station=${station.id}`)).toMatchObject([
      { id: transactionId, energyWh: 4000, state: 'closed' },
    ])
  },
)

test.each(['a\0b', '\ud800x'])('characters no database takes do not stop a message: %j', async (transactionId) => {
  const [{ id, session }] = await newStation('ocpp2.0.1')
  session.close()
  const again = () => it.station(id, { version: 'ocpp2.0.1', boot: false })
  const event = {
    eventType: 'Started',
    timestamp: minute(0),
    triggerReason: 'CablePluggedIn',
    seqNo: 0,
    transactionInfo: { transactionId },
    idToken: { idToken: transactionId, type: 'Central' },
    evse: { id: 1 },
  }
  const before = await again()
  await before.call('TransactionEvent', event)
  await before.call('TransactionEvent', event)
  await it.restart()
  const after = await again()
  await after.call('TransactionEvent', event)
  const ended = {
    ...event,
    timestamp: minute(60),
    eventType: 'Ended',
    seqNo: 1,
    triggerReason: 'EVDeparted',
  }
  await after.call('TransactionEvent', ended)
  await after.call('TransactionEvent', ended)
  expect(await it.transactions(`station=${id}`)).toMatchObject([{ state: 'closed' }])
})

test('a request id beyond any column is refused as a value, whatever is looked up by it', async () => {
  const [station] = await newStation('ocpp2.0.1')
  const outcome = await station.tryCall('NotifyReport', {
    requestId: 7_000_000_000_000,
    generatedAt: minute(0),
    seqNo: 0,
  })
  expect(outcome).toMatchObject({ outcome: 'refused', code: 'PropertyConstraintViolation' })
  expect((await station.tryCall('Heartbeat', {})).outcome).toBe('answered')
})
