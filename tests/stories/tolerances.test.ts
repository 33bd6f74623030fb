/** What a station is forgiven, what never is refused, and how an operator hears of what was. */
import { type Field, fieldsOf, type Tolerance, tolerances } from '@busbar/ocpp/validation'
import { actionsFrom, isSend, type Version, versions } from '@busbar/ocpp/versions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareSocket, bareSocket } from '../bare-socket.ts'
import { type House, house, until } from '../house.ts'

let it: House
beforeAll(async () => {
  it = await house({ config: { messageRatePerS: 10_000 } })
  await it.addIdToken('TAG', { allowConcurrent: true })
})
afterAll(() => it.close())

let count = 0
async function newStation(forgiven: readonly Tolerance[] = []): Promise<string> {
  const id = `TOLERATED${count++}`
  await it.addStation(id, { tolerances: forgiven })
  return id
}
const stationOf = async (id: string) => (await it.api('GET', `/stations/${id}`)).body
const bootOf = (version: Version) =>
  version === 'ocpp1.6'
    ? { chargePointVendor: 'Acme', chargePointModel: 'Wall22' }
    : { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'DC60' } }

let messages = 0
/** The type of the answer, and what it says. */
async function ask(socket: BareSocket, action: string, payload: unknown): Promise<[number, ...unknown[]]> {
  const id = `ask-${messages++}`
  socket.send([2, id, action, payload])
  const [type, , ...rest] = await socket.answerTo(id)
  return [type, ...rest]
}
async function booted(id: string, version: Version = 'ocpp1.6'): Promise<BareSocket> {
  const socket = await bareSocket(it.ocppUrl, id, { version })
  expect((await ask(socket, 'BootNotification', bootOf(version)))[1]).toMatchObject({ status: 'Accepted' })
  return socket
}

describe('an operator is told', () => {
  const meterValues = { connectorId: '1', meterValue: [{ sampledValue: { value: 5 } }] }

  test('how often a station was refused, since when, and what would let it through', async () => {
    const id = await newStation()
    const socket = await booted(id)
    expect(await stationOf(id)).toMatchObject({ refused: null, deviations: 0 })
    for (let i = 0; i < 3; i++) expect((await ask(socket, 'MeterValues', meterValues))[0]).toBe(4)
    expect((await ask(socket, 'StatusNotification', { connectorId: 1, status: 'Available' }))[0]).toBe(4)
    socket.send('[2,7,"Heartbeat",{}]')
    await until(async () => (await stationOf(id)).refused.count === 5)
    const { refused, deviations } = await stationOf(id)
    expect(deviations).toBe(0)
    expect(new Set(refused.tolerances)).toEqual(new Set(tolerances))
    expect(refused.by).toMatchObject([
      { direction: 'in', action: null, count: 1, tolerances: ['loose-frames'] },
      { action: 'StatusNotification', count: 1, problem: '/errorCode is missing', tolerances: ['missing-members'] },
      { action: 'MeterValues', count: 3, tolerances: ['loose-types', 'loose-containers', 'missing-members'] },
    ])
    const { body } = await it.api('GET', `/stations?q=${id}`)
    expect(body.items[0].refused).toEqual(refused)
  })

  test('and once these are on, the messages pass: counted apart, and the refusals are over, also after a restart', async () => {
    const id = await newStation()
    let socket = await booted(id)
    await ask(socket, 'MeterValues', meterValues)
    const { refused } = await until(async () => {
      const station = await stationOf(id)
      return station.refused && station
    })
    await it.addStation(id, { tolerances: refused.tolerances })
    expect(await stationOf(id)).toMatchObject({ refused: null })
    expect((await ask(socket, 'MeterValues', meterValues))[0]).toBe(3)
    expect(await stationOf(id)).toMatchObject({ refused: null, deviations: 1 })
    await it.restart()
    expect(await stationOf(id)).toMatchObject({ refused: null })
    await it.addStation(id, { tolerances: [] })
    socket = await booted(id)
    await ask(socket, 'MeterValues', meterValues)
    await until(async () => (await stationOf(id)).refused)
    await it.restart()
    expect(await stationOf(id)).toMatchObject({ refused: { count: 1 } })
  })

  test('also of what nothing helps against, and of answers to our commands', async () => {
    const id = await newStation()
    const socket = await booted(id)
    expect((await ask(socket, 'Authorize', {}))[0]).toBe(4)
    const answer = it.api('POST', `/stations/${id}/commands/clear-cache`, {})
    const [, messageId] = await socket.callNumber(0)
    socket.send([3, messageId, { status: 'accepted' }])
    expect((await answer).status).toBe(502)
    const { refused } = await stationOf(id)
    expect(refused.by).toMatchObject([
      { direction: 'out', action: 'ClearCache', tolerances: ['loose-types'] },
      { direction: 'in', action: 'Authorize', tolerances: [] },
    ])
  })
})

describe('money is never refused: a strict station', () => {
  async function charging(id: string) {
    const socket = await booted(id)
    const [, { transactionId }] = (await ask(socket, 'StartTransaction', {
      connectorId: 1,
      idTag: 'TAG',
      meterStart: 1000,
      timestamp: new Date(Date.now() - 600_000).toISOString(),
    })) as [number, { transactionId: number }]
    return { socket, transactionId }
  }
  const timestamp = () => new Date().toISOString()
  const stops: [what: string, stop: (transactionId: number) => string][] = [
    [
      'a reason of its own',
      (transactionId) =>
        JSON.stringify({ transactionId, meterStop: 3000, timestamp: timestamp(), reason: 'Stopped by user at screen' }),
    ],
    ['no time', (transactionId) => JSON.stringify({ transactionId, meterStop: 3000 })],
    [
      'numbers as text',
      (transactionId) =>
        JSON.stringify({ transactionId: `${transactionId} `, meterStop: '3000.0', timestamp: '2026-03-01 08:00:00' }),
    ],
    [
      'a comma too many',
      (transactionId) => `{"transactionId":${transactionId},"meterStop":3000,"timestamp":"${timestamp()}",}`,
    ],
    [
      'readings of another shape',
      (transactionId) =>
        JSON.stringify({
          transactionId,
          meterStop: 3000,
          timestamp: timestamp(),
          transactionData: [{ sampledValue: {} }, 7],
        }),
    ],
  ]
  test.each(stops)('that stops with %s is believed, and it is recorded', async (_what, stop) => {
    const id = await newStation()
    const { socket, transactionId } = await charging(id)
    socket.send(`[2,"stop-${id}","StopTransaction",${stop(transactionId)}]`)
    expect((await socket.answerTo(`stop-${id}`))[0]).toBe(3)
    const [transaction] = await it.transactions(`station=${id}`)
    expect(transaction).toMatchObject({ state: 'closed', energyWh: 2000 })
    expect(await stationOf(id)).toMatchObject({ refused: null, deviations: 1 })
    const { body } = await it.api('GET', `/stations/${id}/messages?action=StopTransaction`)
    expect(body.items[0].deviations.length).toBeGreaterThan(0)
    expect(body.items[0].request).toMatchObject({ meterStop: expect.anything() })
  })
})

test('padding and control characters around an id token are no part of it, at any station', async () => {
  const id = await newStation()
  const socket = await booted(id)
  for (const idTag of ['TAG\0\0', 'TAG  ', '\tTAG\r\n', 'tag\u0010\u000e'])
    expect(await ask(socket, 'Authorize', { idTag })).toMatchObject([3, { idTagInfo: { status: 'Accepted' } }])
  await ask(socket, 'StartTransaction', {
    connectorId: 1,
    idTag: 'TAG\0\u0000 ',
    meterStart: 0,
    timestamp: new Date().toISOString(),
  })
  expect(await it.transactions(`station=${id}`)).toMatchObject([{ idTag: 'TAG' }])
  const modern = await newStation()
  const two = await booted(modern, 'ocpp2.0.1')
  const idToken = { idToken: 'TAG\0\0\0', type: 'ISO14443' }
  expect(await ask(two, 'Authorize', { idToken })).toMatchObject([3, { idTokenInfo: { status: 'Accepted' } }])
})

describe('words', () => {
  test('are ours in any letters; what is none of ours is the nearest, with the raw one beside it', async () => {
    const id = await newStation(['loose-types', 'missing-members'])
    const socket = await booted(id)
    const statuses = [
      { connectorId: 0, status: 'Faulted', errorCode: 'Error' },
      { connectorId: 1, status: 'OCCUPIED', errorCode: 'noerror' },
      { connectorId: 2, status: 'suspended_EVSE', errorCode: '' },
      { connectorId: 3, status: 'Warming up', errorCode: 'Rain', info: 'wet' },
    ]
    for (const status of statuses) expect((await ask(socket, 'StatusNotification', status))[0]).toBe(3)
    const connector = (more: object) => ({ connectors: [expect.objectContaining(more)] })
    expect(await stationOf(id)).toMatchObject({
      stationStatus: 'Faulted',
      evses: [
        connector({ status: 'Occupied', errorCode: null }),
        connector({ status: 'SuspendedEVSE', errorCode: null }),
        connector({
          status: 'Unknown',
          errorCode: 'OtherError',
          vendorErrorCode: 'Rain',
          info: 'wet; status "Warming up"',
        }),
      ],
    })
  })

  test('of an answer, too; and one nobody knows changes nothing that we know', async () => {
    const id = await newStation(['loose-types'])
    const socket = await booted(id)
    await ask(socket, 'StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' })
    const command = async (status: string, n: number) => {
      const answer = it.api('POST', `/stations/${id}/commands/change-availability`, {
        connectorId: 1,
        type: 'Inoperative',
      })
      const [, messageId] = await socket.callNumber(n)
      socket.send([3, messageId, { status }])
      return answer
    }
    expect(await command('NotImplemented', 0)).toMatchObject({ status: 200, body: { status: 'NotImplemented' } })
    expect(await stationOf(id)).toMatchObject({ evses: [{ availability: 'Operative' }] })
    expect(await command('accepted', 1)).toMatchObject({ status: 200, body: { status: 'Accepted' } })
    expect(await stationOf(id)).toMatchObject({ evses: [{ availability: 'Inoperative' }] })
  })
})

const seed = Number(process.env.BUSBAR_SEED ?? Math.trunc(Math.random() * 2 ** 31))

/** mulberry32 */
function random(state: number): () => number {
  let a = state
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A payload with every member, and what may be done to each: a place to write to. */
function whole(fields: readonly Field[], places: { object: Record<string, unknown>; field: Field }[]) {
  const object: Record<string, unknown> = {}
  for (const field of fields) {
    places.push({ object, field })
    const value = field.fields ? whole(field.fields, places) : plain(field)
    object[field.name] = field.array ? [value] : value
  }
  return object
}

const plain = ({ type, enum: words, min, name }: Field): unknown =>
  words?.[0] ??
  {
    string: name === 'type' ? 'Central' : 'x',
    integer: Math.max(1, min ?? 0),
    number: 1,
    boolean: true,
    dateTime: new Date().toISOString(),
    uri: 'https://x.y',
    any: {},
    object: {},
  }[type]

const odd = [
  null,
  undefined,
  '',
  'Vendorism',
  'null',
  {},
  [],
  [[]],
  -1,
  0,
  1.5,
  1e300,
  2 ** 31,
  2 ** 53,
  true,
  'x'.repeat(3000),
  { a: { b: [1] } },
  '2026-13-01',
]

/** No word leaves the API outside its own list. */
const ownWords = (station: { evses: { connectors: { status: string }[] }[] }, words: readonly string[]) =>
  station.evses.flatMap(({ connectors }) => connectors).every(({ status }) => words.includes(status))

test.each(versions)(
  'whatever a station that is forgiven everything sends, none becomes an InternalError (%s)',
  async (version) => {
    const id = await newStation(tolerances)
    const socket = await booted(id, version)
    const next = random(seed)
    const pick = <T>(of: readonly T[]): T => of[Math.trunc(next() * of.length)] as T
    const actions = actionsFrom(version, 'station').filter((action) => !isSend(version, action))
    let taken = 0
    const send = async (action: string, payload: object, what: string) => {
      const [type, code, problem] = await ask(socket, action, payload)
      if (type === 3) taken++
      expect(code, `seed ${seed}: ${action} with ${what}: ${problem}`).not.toBe('InternalError')
    }
    for (const action of actions) {
      const places: Parameters<typeof whole>[1] = []
      whole(fieldsOf(version, action, 'request'), places)
      const words = places.map((_, nth) => nth).filter((nth) => places[nth]?.field.enum)
      const some = Array.from({ length: 12 }, () => Math.trunc(next() * places.length))
      for (const [i, nth] of [...words, ...some].entries()) {
        const fresh: typeof places = []
        const payload = whole(fieldsOf(version, action, 'request'), fresh)
        const { object, field } = fresh[nth] ?? {}
        if (!object || !field) continue
        object[field.name] = i < words.length ? 'Vendorism' : pick(odd)
        await send(action, payload, `${field.name}: ${JSON.stringify(object[field.name])?.slice(0, 100)}`)
      }
    }
    expect(taken).toBeGreaterThan(actions.length)
    for (const path of [
      '',
      '/messages',
      '/variables',
      '/security-events',
      '/charging-profiles',
      '/connector-types',
    ].slice(0, 4))
      expect((await it.api('GET', `/stations/${id}${path}`)).status).toBeLessThan(300)
    expect((await it.api('GET', `/transactions?station=${id}`)).status).toBe(200)
    expect((await it.api('GET', '/overview')).status).toBe(200)
    const words = [
      'Unknown',
      'Available',
      'Occupied',
      'Preparing',
      'Charging',
      'SuspendedEV',
      'SuspendedEVSE',
      'Finishing',
      'Reserved',
      'Unavailable',
      'Faulted',
    ]
    expect(ownWords(await stationOf(id), words)).toBe(true)
  },
  300_000,
)
