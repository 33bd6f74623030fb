import { OcppError } from '@busbar/ocpp/errors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({
    stations: ['CP1', 'CP2', 'PART', 'SLOW', 'ODD', 'BOTH', 'NEVER', 'GONE'],
    config: { callTimeoutMs: 1000 },
  })
})
afterAll(() => home.close())

const command = (id: string, name: string, body: object) => home.api('POST', `/stations/${id}/commands/${name}`, body)

test("a station's Rejected is an answer", async () => {
  await home.station('CP1', { answers: { Reset: () => ({ status: 'Rejected' }) } })
  expect(await command('CP1', 'reset', { type: 'Soft' })).toMatchObject({
    status: 200,
    body: { status: 'Rejected', response: { status: 'Rejected' } },
  })
})

test('what a station took only in part is told so', async () => {
  const [component, variable] = [{ name: 'OCPPCommCtrlr' }, { name: 'HeartbeatInterval' }]
  const results = ['Accepted', 'Rejected'].map((attributeStatus) => ({ attributeStatus, component, variable }))
  await home.station('PART', {
    version: 'ocpp2.0.1',
    answers: { SetVariables: () => ({ setVariableResult: results }) },
  })
  const setVariableData = ['60', '-1'].map((attributeValue) => ({ attributeValue, component, variable }))
  expect(await command('PART', 'set-variables', { setVariableData })).toMatchObject({
    status: 200,
    body: { status: 'PartiallyAccepted' },
  })
})

test('a station that was never here is offline, and so is one that left', async () => {
  expect((await command('NEVER', 'reset', { type: 'Soft' })).status).toBe(409)
  const station = await home.station('GONE')
  await station.close()
  await until(async () => !(await home.api('GET', '/stations/GONE')).body.connected)
  expect((await command('GONE', 'reset', { type: 'Soft' })).status).toBe(409)
})

test('no answer in time is 504, and the next command is not held up by it', async () => {
  let silent = true
  await home.station('SLOW', {
    answers: { ClearCache: () => (silent ? new Promise(() => {}) : { status: 'Accepted' }) },
  })
  expect((await command('SLOW', 'clear-cache', {})).status).toBe(504)
  silent = false
  const { body } = await home.api('GET', '/stations/SLOW/messages?direction=out')
  expect(body.items[0]).toMatchObject({ action: 'ClearCache', outcome: 'timeout', response: null })
})

test('an action its version lacks is 501; what is no station is 404', async () => {
  await home.station('CP2', { version: 'ocpp2.0.1' })
  expect((await command('CP2', 'remote-start-transaction', {})).status).toBe(501)
  expect((await command('CP2', 'afrr-signal', {})).status).toBe(501)
  expect((await command('CP2', 'boot-notification', {})).status).toBe(501)
  expect((await command('NOBODY', 'reset', { type: 'Soft' })).status).toBe(404)
})

test('an invalid payload is 422 with the path of the mistake, and is not sent', async () => {
  const station = await home.station('CP2', { version: 'ocpp2.0.1' })
  const wrong = await command('CP2', 'reset', { type: 'Sometimes' })
  const message = 'is "Sometimes", which is none of Immediate, OnIdle'
  const detail = `/type: ${message}`
  expect(wrong).toMatchObject({ status: 422, body: { detail, errors: [{ path: '/type', message }] } })
  expect(await command('CP2', 'reset', {})).toMatchObject({ status: 422, body: { errors: [{ path: '/type' }] } })
  const extra = await command('CP2', 'reset', { type: 'Immediate', harder: true })
  expect(extra).toMatchObject({ status: 422, body: { errors: [{ path: '/harder' }] } })
  expect(station.asked).toEqual([])
})

test('a CALLERROR is 502 with what the station said', async () => {
  await home.station('ODD', {
    answers: {
      ClearCache: () => {
        throw new OcppError('NotSupported', 'no cache here')
      },
    },
  })
  expect(await command('ODD', 'clear-cache', {})).toMatchObject({
    status: 502,
    body: { code: 'NotSupported', description: 'no cache here' },
  })
})

test('an answer that breaks the schema is 502 with the path', async () => {
  await home.station('ODD', {
    answers: { ClearCache: () => ({ status: 'Perhaps' }) },
    session: { validateOutgoing: false },
  })
  expect(await command('ODD', 'clear-cache', {})).toMatchObject({
    status: 502,
    body: { errors: [{ path: '/status' }] },
  })
})

test('both directions at once: a station may ask while it is being asked', async () => {
  const station = await home.station('BOTH', {
    answers: {
      GetConfiguration: async () => {
        await station.call('Heartbeat', {})
        return { configurationKey: [] }
      },
    },
  })
  expect((await command('BOTH', 'get-configuration', {})).status).toBe(200)
  const many = await Promise.all([
    ...Array.from({ length: 10 }, () => command('BOTH', 'get-configuration', {})),
    ...Array.from({ length: 10 }, () => station.tryCall('Heartbeat', {})),
  ])
  for (const answer of many) expect('status' in answer ? answer.status : answer.outcome).toBeOneOf([200, 'answered'])
})

test('a raw call goes out untouched, own ids and all', async () => {
  const station = await home.station('CP1', { answers: { DataTransfer: () => ({ status: 'UnknownVendorId' }) } })
  const payload = { vendorId: 'x', data: '{"transaction":1}' }
  const answer = await home.api('POST', '/stations/CP1/call', { action: 'DataTransfer', payload })
  expect(answer).toMatchObject({ status: 200, body: { status: 'UnknownVendorId' } })
  expect(station.asked[0]?.payload).toEqual(payload)
  const own = await home.api('POST', '/stations/CP1/call', {
    action: 'RemoteStopTransaction',
    payload: { transaction: 1 },
  })
  expect(own).toMatchObject({ status: 422 })
})

test('who asked what is told to followers', async () => {
  await home.station('CP1', { answers: { ClearCache: () => ({ status: 'Accepted' }) } })
  await command('CP1', 'clear-cache', {})
  const { ctx } = home.csms
  const event = await ctx.db
    .selectFrom('event')
    .selectAll()
    .where('kind', '=', 'command.answered')
    .where('subject', '=', 'ClearCache')
    .where('station_id', '=', 'CP1')
    .executeTakeFirstOrThrow()
  expect(event.data).toMatchObject({ action: 'ClearCache', outcome: 'answered', status: 'Accepted' })
})
