/** An operation is a job: it is tried again when it is asked for, given up when it is, and a restart forgets nothing of it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ stations: ['GONE', 'QUIET', 'SECRET', 'TWICE', 'NO', 'LATER'] })
})
afterAll(() => home.close())

const logRequest = (requestId: number, to = 'https://example.org/log') => ({
  logType: 'DiagnosticsLog',
  requestId,
  log: { remoteLocation: to },
})
const getLog = (id: string, requestId: number, to?: string) =>
  home.api('POST', `/stations/${id}/commands/get-log`, logRequest(requestId, to))
const operationsOf = async (id: string) => (await home.api('GET', `/stations/${id}/operations`)).body.items
const steer = (id: number, what: 'cancel' | 'retry', body?: object) =>
  home.api('POST', `/operations/${id}/${what}`, body)
const logsAskedOf = ({ asked }: RawStation) => asked.filter(({ action }) => action === 'GetLog').length
const accepts = { GetLog: () => ({ status: 'Accepted' }) }
const v201 = 'ocpp2.0.1'

test('what nobody was there for is sent when the station is there again, also after a restart', async () => {
  const first = await home.station('GONE', { version: v201, answers: { GetLog: () => ({ status: 'Rejected' }) } })
  await getLog('GONE', 1)
  const [refused] = await operationsOf('GONE')
  expect(refused).toMatchObject({ state: 'failed', status: 'Rejected', attempts: 1 })
  await first.close()

  expect((await steer(refused.id, 'retry')).body).toMatchObject({ state: 'queued', status: 'Requested' })
  await home.restart()
  expect(await operationsOf('GONE')).toMatchObject([{ id: refused.id, state: 'queued' }])

  const second = await home.station('GONE', { version: v201, answers: accepts })
  await until(() => logsAskedOf(second) === 1, 30_000)
  expect(second.asked.find(({ action }) => action === 'GetLog')?.payload).toEqual(logRequest(1))
  await until(async () => (await operationsOf('GONE'))[0].state === 'waiting')
  await second.call('LogStatusNotification', { status: 'Uploading', requestId: 1 })
  expect(await operationsOf('GONE')).toMatchObject([{ state: 'waiting', status: 'Uploading', attempts: 2 }])
  await second.call('LogStatusNotification', { status: 'Uploaded', requestId: 1 })
  expect(await operationsOf('GONE')).toMatchObject([
    { state: 'done', status: 'Uploaded', nextTryAt: null, dueAt: null },
  ])
})

test('given up, it waits for nothing more; what the station tells of it is kept all the same', async () => {
  const station = await home.station('QUIET', { version: v201, answers: accepts })
  await getLog('QUIET', 7)
  const [{ id }] = await operationsOf('QUIET')
  expect((await steer(id, 'retry')).status).toBe(409)
  expect((await steer(id, 'cancel')).body).toMatchObject({ state: 'cancelled', status: 'Accepted' })
  expect(await steer(id, 'cancel')).toMatchObject({ status: 409, body: { detail: 'it is over already' } })
  await station.call('LogStatusNotification', { status: 'Uploaded', requestId: 7 })
  expect(await operationsOf('QUIET')).toMatchObject([{ state: 'cancelled', status: 'Uploaded', dueAt: null }])
})

test('queued and given up, it is never sent', async () => {
  const station = await home.station('NO', { version: v201, answers: { GetLog: () => ({ status: 'Rejected' }) } })
  await getLog('NO', 3)
  const [{ id }] = await operationsOf('NO')
  await station.close()
  await steer(id, 'retry')
  await steer(id, 'cancel')
  const again = await home.station('NO', { version: v201, answers: accepts })
  await new Promise((resolve) => setTimeout(resolve, 4_500))
  expect(logsAskedOf(again)).toBe(0)
})

test('what held a secret cannot be repeated, since secrets are not kept', async () => {
  await home.station('SECRET', { version: v201, answers: { GetLog: () => ({ status: 'Rejected' }) } })
  await getLog('SECRET', 1, 'ftp://user:geheim@example.org/log')
  const [{ id }] = await operationsOf('SECRET')
  expect(await steer(id, 'retry')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('secret') } })
})

test('asked for twice at once, it is sent once', async () => {
  const refusing = await home.station('TWICE', { version: v201, answers: { GetLog: () => ({ status: 'Rejected' }) } })
  await getLog('TWICE', 1)
  const [{ id }] = await operationsOf('TWICE')
  await refusing.close()
  const station = await home.station('TWICE', { version: v201, answers: accepts })
  const answers = await Promise.all([steer(id, 'retry'), steer(id, 'retry'), steer(id, 'retry')])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  await until(async () => (await operationsOf('TWICE'))[0].state === 'waiting', 30_000)
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(logsAskedOf(station)).toBe(1)
  const { items } = (await home.api('GET', '/audit?limit=500')).body as {
    items: { action: string; subject: string }[]
  }
  const told = items.filter(({ action, subject }) => action === 'operation.retried' && subject === String(id))
  expect(told).toHaveLength(1)
})

test('when the time is over before the station came, it has failed', async () => {
  const refusing = await home.station('LATER', { version: v201, answers: { GetLog: () => ({ status: 'Rejected' }) } })
  await getLog('LATER', 1)
  const [{ id }] = await operationsOf('LATER')
  await refusing.close()
  for (const until of ['2020-01-01T00:00:00Z', '2126-01-01T00:00:00Z'])
    expect((await steer(id, 'retry', { until })).status).toBe(422)
  await steer(id, 'retry', { until: new Date(Date.now() + 1_500).toISOString() })
  await until(async () => (await operationsOf('LATER'))[0].state === 'failed', 30_000)
  expect(await operationsOf('LATER')).toMatchObject([{ status: 'NotSent', nextTryAt: null }])
})

test.each(['ocpp1.6', v201] as const)('a reset is over when the station has booted (%s)', async (version) => {
  const id = `RESET-${version}`
  await home.addStation(id)
  const station = await home.station(id, { version, answers: { Reset: () => ({ status: 'Accepted' }) } })
  const type = version === 'ocpp1.6' ? 'Hard' : 'Immediate'
  await home.api('POST', `/stations/${id}/commands/reset`, { type })
  expect(await operationsOf(id)).toMatchObject([{ kind: 'reset', state: 'waiting', status: 'Accepted' }])
  await station.close()
  await home.station(id, { version })
  expect(await operationsOf(id)).toMatchObject([{ kind: 'reset', state: 'done', status: 'Booted', dueAt: null }])
})

test('a reset that takes the connection along is waited for all the same', async () => {
  await home.addStation('BLUNT')
  const station = await home.station('BLUNT', {
    answers: {
      Reset: () => {
        station.session.terminate()
        return new Promise(() => {})
      },
    },
  })
  await home.api('POST', '/stations/BLUNT/commands/reset', { type: 'Hard' })
  expect(await operationsOf('BLUNT')).toMatchObject([{ state: 'waiting', status: 'Unanswered' }])
  await home.station('BLUNT')
  expect(await operationsOf('BLUNT')).toMatchObject([{ state: 'done', status: 'Booted' }])
})

test('a server whose clock is slow asks a station that takes its time once', async () => {
  const slow = await house({ stations: ['SLOW'], now: () => new Date(Date.now() - 10 * 60_000) })
  try {
    const refusing = await slow.station('SLOW', { version: v201, answers: { GetLog: () => ({ status: 'Rejected' }) } })
    await slow.api('POST', '/stations/SLOW/commands/get-log', logRequest(1))
    await refusing.close()
    const takesItsTime = () => new Promise<object>((resolve) => setTimeout(resolve, 4_500, { status: 'Accepted' }))
    const station = await slow.station('SLOW', { version: v201, answers: { GetLog: takesItsTime } })
    const operation = async () => (await slow.api('GET', '/stations/SLOW/operations')).body.items[0]
    await slow.api('POST', `/operations/${(await operation()).id}/retry`)
    await until(async () => (await operation()).state === 'waiting', 30_000)
    expect(await operation()).toMatchObject({ status: 'Accepted', attempts: 2 })
    expect(logsAskedOf(station)).toBe(1)
  } finally {
    await slow.close()
  }
})

test('an operation of nobody is none', async () => {
  for (const what of ['cancel', 'retry'] as const) expect((await steer(2_000_000_000, what)).status).toBe(404)
})
