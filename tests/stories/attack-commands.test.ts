/** Stations that answer commands badly, late, twice or never, and callers who ask too much. */
import type { Session } from '@busbar/ocpp/session'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BareSocket, bareSocket } from '../bare-socket.ts'
import { type ApiAnswer, bootOf, type House, house, until } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE'] })
})
afterAll(() => it.close())

const command = (id: string, name = 'clear-cache', body: object = {}): Promise<ApiAnswer> =>
  it.api('POST', `/stations/${id}/commands/${name}`, body)
const messagesOf = async (id: string, query = '') =>
  (await it.api('GET', `/stations/${id}/messages?limit=200${query}`)).body.items
const accepted = { status: 'Accepted' }

/** CALLs that wait for the open one. */
const waitingFor = (id: string): number | undefined =>
  (it.csms.ctx.stations.get(id)?.link as Session | null | undefined)?.waitingCalls

async function newSocket(of: { id?: string; version?: 'ocpp1.6' | 'ocpp2.0.1' } = {}): Promise<[BareSocket, string]> {
  const { id = `COMMANDED${++last}`, version = 'ocpp1.6' } = of
  await it.addStation(id)
  const bare = await bareSocket(it.ocppUrl, id, { version })
  bare.send([2, 'boot', 'BootNotification', bootOf(version)])
  await bare.answerTo('boot')
  return [bare, id]
}

/** Commands wait so long here. */
async function withTimeout(callTimeoutMs: number, story: () => Promise<void>): Promise<void> {
  await it.restart({ callTimeoutMs })
  try {
    await story()
  } finally {
    await it.restart()
  }
}

test('an answer that comes too late is kept as that, and is not taken for the answer to the next command', () =>
  withTimeout(1000, async () => {
    const [bare, id] = await newSocket()
    expect((await command(id)).status).toBe(504)
    const [, late] = await bare.callNumber(0)
    const next = command(id, 'get-local-list-version')
    const [, messageId] = await bare.callNumber(1)
    bare.send([3, late, accepted])
    bare.send([3, messageId, { listVersion: 7 }])
    expect(await next).toMatchObject({ status: 200, body: { response: { listVersion: 7 } } })
    await until(async () =>
      (await messagesOf(id, '&direction=in')).some((row: { messageId: string }) => row.messageId === late),
    )
    expect(await messagesOf(id)).toMatchObject([
      { direction: 'in', messageId: late, outcome: 'malformed', problem: expect.stringContaining('late') },
      { direction: 'out', action: 'GetLocalListVersion', outcome: 'answered' },
      { direction: 'out', action: 'ClearCache', messageId: late, outcome: 'timeout', response: null },
      { action: 'BootNotification' },
    ])
  }))

const connectionLost = { status: 502, body: { type: 'urn:busbar:problem:connection-lost' } }

test('one silent command does not let the others wait for ever: who was not sent in time is told so', () =>
  withTimeout(1000, async () => {
    const [bare, id] = await newSocket()
    const asked = Array.from({ length: 20 }, () => command(id))
    const answers = await Promise.all(asked)
    const told = (status: number) => answers.filter((answer) => answer.status === status)
    const sent = bare.frames.filter(([type]) => type === 2).length
    expect(told(504)).toHaveLength(sent)
    expect(told(409)).toHaveLength(20 - sent)
    for (const { body } of told(409)) expect(body.type).toBe('urn:busbar:problem:busy')
    expect(sent).toBeLessThan(5)
    const then = command(id)
    const [, messageId] = await bare.callNumber(sent)
    bare.send([3, messageId, accepted])
    expect((await then).status).toBe(200)
  }))

test('answered twice, for somebody else, and with garbage: only the right answer counts, and the connection stays', async () => {
  const [bare, id] = await newSocket()
  const answer = command(id)
  const [, messageId] = await bare.callNumber(0)
  bare.send([3, 'nobody asked', { status: 'Rejected' }])
  bare.send([3, messageId.toUpperCase().replaceAll('-', '_'), { status: 'Rejected' }])
  bare.send([4, 'nobody asked', 'GenericError', '', {}])
  for (const garbage of ['nonsense', '[3]', `[3,null,{}]`, `[3,["${messageId}"],{}]`, 'null', '{}']) bare.send(garbage)
  bare.send([3, messageId, accepted])
  bare.send([3, messageId, { status: 'Rejected' }])
  expect(await answer).toMatchObject({ status: 200, body: accepted })
  const next = command(id)
  const [, nextId] = await bare.callNumber(1)
  bare.send([3, messageId, { status: 'Rejected' }])
  bare.send([3, nextId, accepted])
  expect(await next).toMatchObject({ status: 200, body: accepted })
  bare.send([2, 'still here', 'Heartbeat', {}])
  expect((await bare.answerTo('still here'))[0]).toBe(3)
})

test('an answer that is no frame is 502 at once, and the next command does not wait for it', async () => {
  const [bare, id] = await newSocket()
  const answer = command(id)
  const [, messageId] = await bare.callNumber(0)
  bare.send([3, messageId, 'ClearCache', accepted])
  expect(await answer).toMatchObject({
    status: 502,
    body: { type: 'urn:busbar:problem:station-invalid', code: 'FormationViolation' },
  })
  expect(await messagesOf(id, '&direction=out')).toMatchObject([
    { outcome: 'invalid-response', problem: 'has 4 elements instead of 3' },
  ])
})

test.each([
  ['a status of its own', { status: 'Perhaps' }, ['/status']],
  ['no status', {}, ['/status']],
  ['a list', [], ['']],
  ['a text', 'Accepted', ['']],
])(
  'an answer that is %s is 502 with the path, and the next command finds its answer',
  async (_what, payload, paths) => {
    const [bare, id] = await newSocket()
    const answer = command(id)
    const [, messageId] = await bare.callNumber(0)
    bare.send([3, messageId, payload])
    const { status, body } = await answer
    expect(status).toBe(502)
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(paths)
    const next = command(id)
    bare.send([3, (await bare.callNumber(1))[1], accepted])
    expect((await next).status).toBe(200)
  },
)

test.each([
  [
    [4, 'GenericError', 'no', { why: 'because' }],
    { code: 'GenericError', description: 'no', details: { why: 'because' } },
  ],
  [[4, 'VendorsOwn', '', {}], { code: 'VendorsOwn', description: '' }],
  [[4, '', null, null], { code: '', description: '' }],
])('a CALLERROR %j is told as it is', async ([type, ...rest], told) => {
  const [bare, id] = await newSocket()
  const answer = command(id)
  const [, messageId] = await bare.callNumber(0)
  bare.send([type, messageId, ...rest])
  expect(await answer).toMatchObject({ status: 502, body: { type: 'urn:busbar:problem:station-error', ...told } })
})

test.each([
  ['closes', ({ socket }: BareSocket) => socket.close()],
  ['is cut off', ({ socket }: BareSocket) => socket.terminate()],
])(
  'a station that %s with a command open: a lost connection for that one, and the ones behind it were never sent',
  async (_how, leave) => {
    const [bare, id] = await newSocket()
    const open = command(id)
    await bare.callNumber(0)
    const waiting = Array.from({ length: 3 }, () => command(id))
    await until(() => waitingFor(id) === 3)
    leave(bare)
    expect(await open).toMatchObject(connectionLost)
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([409, 409, 409])
    expect((await messagesOf(id, '&direction=out')).map((row: { outcome: string }) => row.outcome)).toEqual(['closed'])
  },
)

test('commands that waited on a socket go out on the one that replaces it', async () => {
  const [bare, id] = await newSocket()
  const open = command(id)
  await bare.callNumber(0)
  const waiting = Array.from({ length: 3 }, () => command(id))
  await until(() => waitingFor(id) === 3)
  const fresh = await it.station(id, { boot: false, answers: { ClearCache: () => accepted } })
  expect(await open).toMatchObject(connectionLost)
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200])
  expect(fresh.asked).toHaveLength(3)
})

test('70 commands at once: one is open, 64 wait, and the others hear that it is too much', async () => {
  const [bare, id] = await newSocket()
  const asked = Array.from({ length: 70 }, () => command(id))
  const early: ApiAnswer[] = []
  for (const answer of asked) void answer.then((it) => early.push(it))
  await until(() => early.length === 5)
  expect(early.map(({ status, body }) => [status, body.type])).toEqual(
    Array.from({ length: 5 }, () => [409, 'urn:busbar:problem:busy']),
  )
  expect(bare.frames.filter(([type]) => type === 2)).toHaveLength(1)
  for (let n = 0; n < 65; n++) bare.send([3, (await bare.callNumber(n))[1], accepted])
  const answers = await Promise.all(asked)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(65)
  expect(bare.frames.filter(([type]) => type === 2)).toHaveLength(65)
})

test('a caller who hangs up changes nothing: the station is asked once, and its answer is kept', async () => {
  const [bare, id] = await newSocket()
  const impatience = new AbortController()
  const asked = fetch(`${it.csms.url}/api/v1/stations/${id}/commands/clear-cache`, {
    method: 'POST',
    headers: { authorization: 'Bearer token-of-the-stories', 'content-type': 'application/json' },
    body: '{}',
    signal: impatience.signal,
  }).catch((error: Error) => error.name)
  const [, messageId] = await bare.callNumber(0)
  impatience.abort()
  expect(await asked).toBe('AbortError')
  bare.send([3, messageId, accepted])
  const row = await until(() =>
    it.csms.ctx.db
      .selectFrom('audit')
      .select('detail')
      .where('subject_id', '=', id)
      .where('action', '=', 'command.sent')
      .executeTakeFirst(),
  )
  expect(row.detail).toMatchObject({ action: 'ClearCache', outcome: 'answered', status: 'Accepted' })
  expect(bare.frames.filter(([type]) => type === 2)).toHaveLength(1)
})

test('every door of a command tells of a station that is not there, and of one that leaves', async () => {
  const [{ socket }, id] = await newSocket()
  socket.terminate()
  await until(() => !it.csms.ctx.stations.get(id)?.link)
  const doors = [
    [`/stations/${id}/commands/reset`, { type: 'Soft' }],
    [`/stations/${id}/call`, { action: 'Reset', payload: { type: 'Soft' } }],
    [`/evses/${id}:1/start`, { idToken: 'ALICE', anyway: true }],
    [`/evses/${id}:1/unlock`, {}],
    [`/evses/${id}:1/availability`, { operative: false }],
  ] as const
  for (const [path, body] of doors) {
    const answer = await it.api('POST', path, body)
    expect([path, answer.status, answer.body.type]).toEqual([path, 409, 'urn:busbar:problem:offline'])
  }
  for (const [path, body] of doors) {
    const [bare] = await newSocket({ id })
    const answer = it.api('POST', path, body)
    await bare.callNumber(0)
    bare.socket.close()
    expect([path, (await answer).body.type]).toEqual([path, connectionLost.body.type])
    await until(() => !it.csms.ctx.stations.get(id)?.link)
  }
})

test('a station removed with a command open and a transaction running: the caller hears the truth, others nothing', async () => {
  const [bare, id] = await newSocket()
  bare.send([
    2,
    'start',
    'StartTransaction',
    { connectorId: 1, idTag: 'ALICE', meterStart: 0, timestamp: '2026-03-01T08:00:00Z' },
  ])
  await bare.answerTo('start')
  const open = command(id)
  const reserving = it.api('POST', `/stations/${id}/commands/reserve-now`, {
    connectorId: 1,
    idTag: 'ALICE',
    expiryDate: '2126-03-01T08:00:00Z',
  })
  await bare.callNumber(0)
  await until(() => waitingFor(id) === 1)
  const removed = await it.api('DELETE', `/stations/${id}`)
  expect(removed.status).toBeLessThan(300)
  expect(await open).toMatchObject(connectionLost)
  expect((await reserving).status).toBe(409)
  await bare.closed
  expect((await command(id)).status).toBe(404)
})
