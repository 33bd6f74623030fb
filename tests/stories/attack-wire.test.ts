/** Stations that use their socket in every way but the usual one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareSocket, bareSocket } from '../bare-socket.ts'
import { bootOf, type House, house, until } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE'], stations: ['BYSTANDER'], config: { callTimeoutMs: 60_000 } })
})
afterAll(() => it.close())

async function newSocket(version: 'ocpp1.6' | 'ocpp2.0.1' = 'ocpp1.6'): Promise<[BareSocket, string]> {
  const id = `WIRE${++last}`
  await it.addStation(id)
  const bare = await bareSocket(it.ocppUrl, id, { version })
  bare.send([2, 'boot', 'BootNotification', bootOf(version)])
  await bare.answerTo('boot')
  return [bare, id]
}

const heartbeat = (messageId: string) => [2, messageId, 'Heartbeat', {}]
const numbers = (total: number) => Array.from({ length: total }, (_, i) => `m${i}`)
const answered = ({ frames }: BareSocket) => frames.filter(([type]) => type === 3 || type === 4).map(([, id]) => id)
const isServed = async (id: string) => (await it.api('GET', `/stations/${id}`)).body.connected

describe('a station that does not wait for answers', () => {
  test('gets thousands of them, each once and in order, and nobody else waits for it', async () => {
    const [bare] = await newSocket()
    const bystander = await it.station('BYSTANDER')
    const ids = numbers(2000)
    for (const id of ids) bare.send(heartbeat(id))
    expect(await bystander.call('Heartbeat', {})).toHaveProperty('currentTime')
    expect(bare.frames.length).toBeLessThan(ids.length)
    await until(() => bare.frames.length > ids.length, 30_000)
    expect(answered(bare)).toEqual(['boot', ...ids])
  })

  test('has its transactions in the order it told of them', async () => {
    const [bare, id] = await newSocket('ocpp2.0.1')
    const begin = Date.now() - 300_000
    const event = (eventType: string, seqNo: number) => [
      2,
      `e${seqNo}`,
      'TransactionEvent',
      {
        eventType,
        seqNo,
        timestamp: new Date(begin + seqNo * 1000).toISOString(),
        triggerReason: 'MeterValuePeriodic',
        transactionInfo: { transactionId: 'T' },
        evse: { id: 1 },
        meterValue: [
          {
            timestamp: new Date(begin + seqNo * 1000).toISOString(),
            sampledValue: [{ value: seqNo * 10 }],
          },
        ],
      },
    ]
    const lastNo = 200
    for (let seqNo = 0; seqNo <= lastNo; seqNo++)
      bare.send(event(seqNo === 0 ? 'Started' : seqNo === lastNo ? 'Ended' : 'Updated', seqNo))
    await bare.answerTo(`e${lastNo}`)
    expect(answered(bare)).toHaveLength(lastNo + 2)
    const [transaction] = await it.transactions(`station=${id}`)
    expect(transaction).toMatchObject({ state: 'closed', energyWh: 2000, flags: [] })
  })

  test('and hangs up: what it sent before counts, also beside what it sends next', async () => {
    const id = `WIRE${++last}`
    await it.addStation(id)
    const first = await bareSocket(it.ocppUrl, id)
    const start = (messageId: string, connectorId: number) => [
      2,
      messageId,
      'StartTransaction',
      { connectorId, idTag: 'ALICE', meterStart: 0, timestamp: '2026-03-01T08:00:00Z' },
    ]
    const evses = numbers(30).map((_, i) => i + 1)
    first.send([2, 'boot', 'BootNotification', bootOf('ocpp1.6')])
    for (const evse of evses) first.send(start(`first${evse}`, evse))
    await first.answerTo('first1')
    first.socket.terminate()
    const second = await bareSocket(it.ocppUrl, id)
    for (const evse of evses.toReversed()) second.send(start(`second${evse}`, evse))
    await until(() => answered(second).length === evses.length, 30_000)
    expect(second.frames.filter(([type]) => type !== 3)).toEqual([])
    const transactions = await it.transactions(`station=${id}`)
    expect(transactions.map(({ evse }) => evse).toSorted((a, b) => a - b)).toEqual(evses)
    const numbered = new Map(transactions.map((transaction) => [transaction.evse, transaction.id]))
    for (const evse of evses)
      expect((await second.answerTo(`second${evse}`))[2]).toMatchObject({ transactionId: numbered.get(evse) })
  })
})

test('a station that comes back with another version: what it sent in the old one is not taken for the new one', async () => {
  const id = `WIRE${++last}`
  await it.addStation(id)
  const first = await bareSocket(it.ocppUrl, id, { version: 'ocpp2.0.1' })
  first.send([2, 'boot', 'BootNotification', bootOf('ocpp2.0.1')])
  for (const messageId of numbers(100)) first.send([2, messageId, 'Heartbeat', {}])
  await first.answerTo('m0')
  const second = await bareSocket(it.ocppUrl, id, { version: 'ocpp1.6' })
  second.send([2, 'boot', 'BootNotification', bootOf('ocpp1.6')])
  expect((await second.answerTo('boot'))[2]).toMatchObject({ status: 'Accepted' })
  const { body } = await it.api('GET', `/stations/${id}/messages?limit=200`)
  const inNew = body.items.filter(({ version }: { version: string }) => version === '1.6')
  expect(inNew).toMatchObject([{ action: 'BootNotification', messageId: 'boot', outcome: 'answered' }])
})

test('a station that sends one frame over and over gets one answer over and over, and it is done once', async () => {
  const [bare, id] = await newSocket()
  const start = [
    2,
    'again',
    'StartTransaction',
    { connectorId: 1, idTag: 'ALICE', meterStart: 0, timestamp: '2026-03-01T08:00:00Z' },
  ]
  for (let i = 0; i < 50; i++) bare.send(start)
  bare.send([2, 'again', 'Heartbeat', {}])
  await until(() => bare.frames.length === 52)
  const [, ...answers] = bare.frames
  const refusal = answers.pop()
  expect(refusal?.slice(0, 3)).toEqual([4, 'again', 'FormationViolation'])
  expect(new Set(answers.map((frame) => JSON.stringify(frame))).size).toBe(1)
  expect(await it.transactions(`station=${id}`)).toHaveLength(1)
})

describe('a station that does not read', () => {
  test('is not read either, and goes on when it reads again', async () => {
    // Refusals are kept one by one, which is not what this is about.
    const quiet = await house({ stations: ['DEAF', 'BYSTANDER'], config: { messageLog: false } })
    const bare = await bareSocket(quiet.ocppUrl, 'DEAF')
    const bystander = await quiet.station('BYSTANDER', { boot: false })
    // Little work, and much to read: the answer has the whole id, which is too long to be right and short enough to be said again.
    const long = 'x'.repeat(240)
    bare.socket.pause()
    const total = 60_000
    for (let i = 0; i < total; i++) bare.send(`[2,"${i} ${long}","Heartbeat",{}]`)
    bare.send(heartbeat('done'))
    expect(await bystander.call('Heartbeat', {})).toHaveProperty('currentTime')
    // Some megabytes are in the kernel's buffers; the rest was not taken.
    const unsent = await steady(() => bare.socket.bufferedAmount)
    expect(unsent).toBeGreaterThan((total * long.length) / 4)
    expect((await quiet.api('GET', '/stations/DEAF')).body.connected).toBe(true)
    bare.socket.resume()
    await until(() => bare.frames.at(-1)?.[1] === 'done', 60_000)
    const refusals = bare.frames.filter(([type]) => type === 4)
    expect(refusals.map(([, of]) => Number.parseInt(of, 10))).toEqual(Array.from({ length: total }, (_, i) => i))
    expect(new Set(refusals.map(([, , code]) => code))).toEqual(new Set(['FormationViolation']))
    bare.socket.terminate()
    await quiet.close()
  })
})

test('an id is never said again at length', async () => {
  const [bare, id] = await newSocket()
  bare.send(`[2,"${'x'.repeat(500_000)}","Heartbeat",{}]`)
  const [, , code] = await bare.answerTo('-1')
  expect(code).toBe('FormationViolation')
  // A refusal leaves at once, and is noted meanwhile.
  const items = await until(async () => {
    const { body } = await it.api('GET', `/stations/${id}/messages?outcome=malformed`)
    return body.items.length > 0 && body.items
  })
  expect(items).toHaveLength(1)
  expect(JSON.stringify(items).length).toBeLessThan(200_000)
})

/** The value once it has not changed for a while. */
async function steady(look: () => number): Promise<number> {
  let seen = look()
  for (let same = 0; same < 10; ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const now = look()
    same = now === seen ? same + 1 : 0
    seen = now
  }
  return seen
}

describe('a socket that is only half there', () => {
  test('is replaced by the next one, which is served at once', async () => {
    const [stale, id] = await newSocket()
    const command = it.api('POST', `/stations/${id}/commands/clear-cache`, {})
    await stale.callNumber(0)
    // Neither reads nor closes: for it the network is gone.
    stale.socket.pause()
    const fresh = await it.station(id, { boot: false, answers: { ClearCache: () => ({ status: 'Accepted' }) } })
    expect(await fresh.call('Heartbeat', {})).toHaveProperty('currentTime')
    // Nobody will ever know what became of it, so nobody has to wait for that.
    expect((await command).status).toBe(502)
    expect(await it.api('POST', `/stations/${id}/commands/clear-cache`, {})).toMatchObject({
      status: 200,
      body: { status: 'Accepted' },
    })
    stale.socket.terminate()
    await stale.closed
    expect(await fresh.call('Heartbeat', {})).toHaveProperty('currentTime')
    expect(await isServed(id)).toBe(true)
  })

  test('200 sockets of one station in a tight loop, with a command open: the last one that is let in is served', async () => {
    const id = `WIRE${++last}`
    await it.addStation(id)
    const first = await bareSocket(it.ocppUrl, id)
    const command = it.api('POST', `/stations/${id}/commands/clear-cache`, {})
    await first.callNumber(0)
    // Connections that replace each other without end are slowed: the door tells most of them to come later.
    const letIn: BareSocket[] = []
    for (let i = 0; i < 200; i++) {
      const bare = await bareSocket(it.ocppUrl, id).catch(() => null)
      bare?.send(heartbeat(`h${i}`))
      if (bare) letIn.push(bare)
    }
    expect((await command).status).toBe(502)
    expect(letIn.length).toBeGreaterThan(2)
    const final = letIn.at(-1) as BareSocket
    final.send(heartbeat('final'))
    expect((await final.answerTo('final'))[0]).toBe(3)
    expect(await isServed(id)).toBe(true)
    const served = it.api('POST', `/stations/${id}/commands/clear-cache`, {})
    const [, messageId] = await final.callNumber(0)
    final.send([3, messageId, { status: 'Accepted' }])
    expect((await served).status).toBe(200)
  })
})
