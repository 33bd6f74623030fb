/** Bytes: what a stranger may bring, what a station may, what is kept of it, and who waits for whom. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareSocket, bareSocket } from '../bare-socket.ts'
import { bootOf, type House, house, until } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE'], config: { unknownStations: 'pending' } })
})
afterAll(() => it.close())

const kibibyte = 1024
const newId = () => `BYTES${++last}`

async function announced(body: object = {}): Promise<string> {
  const id = newId()
  await it.addStation(id, body)
  return id
}

const transferOf = (messageId: string, bytes: number): string => {
  const empty = JSON.stringify([2, messageId, 'DataTransfer', { vendorId: 'V', data: '' }])
  return empty.replace('"data":""', `"data":"${'d'.repeat(bytes - empty.length)}"`)
}
const boot = (messageId: string) => [2, messageId, 'BootNotification', bootOf('ocpp1.6')]
const rowsOf = (id: string) =>
  it.csms.ctx.db.selectFrom('message').selectAll().where('station_id', '=', id).orderBy('id').execute()
const numbers = (total: number) => Array.from({ length: total }, (_, i) => i)

describe('a stranger', () => {
  test('has frames of 16 KiB, of which 2 KiB are kept, one message in two seconds; accepted it has no such limits', async () => {
    const id = newId()
    const bare = await bareSocket(it.ocppUrl, id)
    const startedAt = performance.now()
    bare.send(boot('boot'))
    bare.send(transferOf('refused', 16 * kibibyte))
    bare.send(transferOf('unread', 16 * kibibyte + 1))
    expect((await bare.answerTo('boot'))[2]).toMatchObject({ status: 'Pending' })
    expect((await bare.answerTo('refused'))[2]).toBe('SecurityError')
    expect(performance.now() - startedAt).toBeGreaterThan(1900)
    expect((await bare.answerTo('unread'))[2]).toBe('FormationViolation')
    expect(performance.now() - startedAt).toBeGreaterThan(3900)
    // A message that waits is heard at once when its station is let in.
    for (const n of numbers(4)) bare.send([2, `waits ${n}`, 'Heartbeat', {}])
    const letInAt = performance.now()
    await it.addStation(id)
    bare.send(boot('again'))
    expect((await bare.answerTo('again'))[2]).toMatchObject({ status: 'Accepted' })
    expect(performance.now() - letInAt).toBeLessThan(6_000)
    bare.send(transferOf('read', 100 * kibibyte))
    expect((await bare.answerTo('read'))[0]).toBe(3)

    const rows = await rowsOf(id)
    const refused = rows.find((row) => row.message_id === 'refused')
    expect(refused?.request).toBe(transferOf('refused', 16 * kibibyte).slice(0, 2 * kibibyte))
    expect(refused?.request_bytes).toBe(16 * kibibyte)
    const read = rows.find((row) => row.message_id === 'read')
    expect(read?.request).toHaveLength(64 * kibibyte)
    const { body } = await it.api('GET', `/stations/${id}/messages?action=DataTransfer`)
    const whole = transferOf('read', 100 * kibibyte)
    expect(body.items.find(({ messageId }: { messageId: string }) => messageId === 'read')).toMatchObject({
      outcome: 'answered',
      requestCut: { bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') },
      responseCut: null,
    })
  }, 30_000)

  test('is turned away after ten refusals', async () => {
    const id = await announced({ admission: 'pending' })
    const bare = await bareSocket(it.ocppUrl, id)
    // Ten in two seconds each are more than a test wants to wait for; how fast they come is told above.
    const link = await until(() => it.csms.ctx.stations.get(id)?.link)
    const hurry = setInterval(() => link.slowDown(0), 10)
    for (const n of numbers(12)) bare.send([2, `n${n}`, 'Heartbeat', {}])
    expect(await bare.closed).toBe(1008)
    clearInterval(hurry)
    expect(bare.frames.map(([type, messageId]) => [type, messageId])).toEqual(numbers(10).map((n) => [4, `n${n}`]))
  })
})

describe('what is paced', () => {
  const values = (n: number, over: object = {}) => [
    2,
    `v${n}`,
    'MeterValues',
    {
      connectorId: 1,
      meterValue: [
        { timestamp: new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString(), sampledValue: [{ value: '1' }] },
      ],
      ...over,
    },
  ]
  const start = { connectorId: 2, idTag: 'ALICE', meterStart: 100, timestamp: '2026-03-01T08:00:00Z' }

  async function paced(ratePerS: number): Promise<[BareSocket, string]> {
    const id = await announced({ messageRateLimit: ratePerS })
    const bare = await bareSocket(it.ocppUrl, id)
    bare.send(boot('boot'))
    await bare.answerTo('boot')
    return [bare, id]
  }

  test('is taken up at the rate, and what it waited for its turn it does not wait again', async () => {
    const [bare] = await paced(20)
    const startedAt = performance.now()
    // The first hundred are a burst; at 20 a second the rest takes four seconds. To wait anew from each arrival would be forty.
    for (const n of numbers(180)) bare.send(values(n))
    await until(() => bare.frames.some(([, messageId]) => messageId === 'v179'), 30_000)
    const seconds = (performance.now() - startedAt) / 1000
    expect(seconds).toBeGreaterThan(3)
    expect(seconds).toBeLessThan(15)
  }, 40_000)

  test('a StartTransaction behind 600 meter values and a command meanwhile are served long before them', async () => {
    const [bare, id] = await paced(10)
    for (const n of numbers(600)) bare.send(values(n))
    bare.send([2, 'start', 'StartTransaction', start])
    const command = it.api('POST', `/stations/${id}/commands/clear-cache`, {})
    const [, messageId] = await bare.callNumber(0)
    bare.send([3, messageId, { status: 'Accepted' }])
    expect((await bare.answerTo('start'))[2]).toMatchObject({ idTagInfo: { status: 'Accepted' } })
    expect((await command).status).toBe(200)
    expect(bare.frames.length).toBeLessThan(300)
    bare.socket.terminate()
  }, 30_000)

  test('the energy is right when a StopTransaction has passed its own meter values', async () => {
    const [bare, id] = await paced(20)
    bare.send([2, 'start', 'StartTransaction', { ...start, connectorId: 1 }])
    const [, , { transactionId }] = await bare.answerTo('start')
    const begin = Date.UTC(2026, 2, 1, 8)
    for (const n of numbers(160)) {
      const timestamp = new Date(begin + (n + 1) * 60_000).toISOString()
      bare.send([
        2,
        `v${n}`,
        'MeterValues',
        {
          connectorId: 1,
          transactionId,
          meterValue: [{ timestamp, sampledValue: [{ value: String(100 + (n + 1) * 10) }] }],
        },
      ])
    }
    const timestamp = new Date(begin + 161 * 60_000).toISOString()
    bare.send([2, 'stop', 'StopTransaction', { transactionId, meterStop: 1710, timestamp }])
    await bare.answerTo('stop')
    expect(bare.frames.some(([, messageId]) => messageId === 'v159')).toBe(false)
    await until(() => bare.frames.some(([, messageId]) => messageId === 'v159'), 30_000)
    expect(await it.transactions(`station=${id}`)).toMatchObject([
      { id: transactionId, state: 'closed', energyWh: 1610, meterStopWh: 1710 },
    ])
    const { body } = await it.api('GET', `/transactions/${transactionId}/meter-values?limit=500`)
    expect(JSON.stringify(body)).toContain('1700')
  }, 40_000)
})

describe('money', () => {
  test('a StopTransaction of ten megabytes is taken, with its values thinned and the whole told by its hash', async () => {
    const id = await announced()
    const bystander = await it.station(await announced())
    const bare = await bareSocket(it.ocppUrl, id)
    bare.send(boot('boot'))
    await bare.answerTo('boot')
    bare.send([
      2,
      'start',
      'StartTransaction',
      { connectorId: 1, idTag: 'ALICE', meterStart: 0, timestamp: '2026-03-01T08:00:00Z' },
    ])
    const [, , { transactionId }] = await bare.answerTo('start')
    const begin = Date.UTC(2026, 2, 1, 8)
    const transactionData = numbers(80_000).map((n) => ({
      timestamp: new Date(begin + n * 1000).toISOString(),
      sampledValue: [{ value: String(n), measurand: 'Energy.Active.Import.Register', unit: 'Wh' }],
    }))
    const timestamp = new Date(begin + 80_000_000).toISOString()
    const stop = JSON.stringify([
      2,
      'stop',
      'StopTransaction',
      { transactionId, meterStop: 80_000, timestamp, transactionData },
    ])
    expect(stop.length).toBeGreaterThan(9 * 1024 * kibibyte)
    bare.send(stop)
    const [beats, answer] = await Promise.all([
      Promise.all(numbers(20).map(() => bystander.call('Heartbeat', {}))),
      until(() => bare.frames.find(([type, of]) => type !== 2 && of === 'stop'), 60_000),
    ])
    expect(beats).toHaveLength(20)
    expect(answer[0]).toBe(3)
    expect(await it.transactions(`station=${id}`)).toMatchObject([{ state: 'closed', energyWh: 80_000 }])
    const { n } = await it.csms.ctx.db
      .selectFrom('meter_value')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('station_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(Number(n)).toBeGreaterThan(2_000)
    expect(Number(n)).toBeLessThan(4_100)
    const row = (await rowsOf(id)).find(({ action }) => action === 'StopTransaction')
    expect(row).toMatchObject({
      outcome: 'answered',
      request_bytes: stop.length,
      request_sha256: createHash('sha256').update(stop).digest('hex'),
    })
    expect(row?.problem).toMatch(/of 80000 meter values were read/)
    bare.socket.terminate()
  }, 90_000)

  test('of a stranger it is as large as anything else', async () => {
    const bare = await bareSocket(it.ocppUrl, newId())
    bare.send(`[2,"stop","StopTransaction",{"transactionId":1,"x":"${'x'.repeat(100_000)}"}]`)
    expect(await bare.closed).toBe(1009)
  })
})
