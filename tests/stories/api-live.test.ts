import { afterAll, beforeAll, expect, test } from 'vitest'
import { bootOf, type House, house, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ config: { unknownStations: 'pending' } })
})
afterAll(() => home.close())

const get = async (path: string) => (await home.api('GET', path)).body

test('a station that connects is seen at once, with what it told', async () => {
  await home.addStation('CP1', { name: 'Gate' })
  const station = await home.station('CP1', { version: 'ocpp2.0.1' })
  expect(await get('/stations/CP1')).toMatchObject({
    name: 'Gate',
    status: 'online',
    connected: true,
    version: '2.0.1',
    vendor: 'Busbar',
    model: 'Story',
    registration: 'Accepted',
    bootReason: 'PowerUp',
  })
  expect((await get('/stations?status=online')).items.map((s: { id: string }) => s.id)).toContain('CP1')
  await station.close()
  await until(async () => !(await get('/stations/CP1')).connected)
  const { items } = await get('/stations/CP1/messages?action=BootNotification')
  expect(items[0]).toMatchObject({
    direction: 'in',
    version: '2.0.1',
    outcome: 'answered',
    request: bootOf('ocpp2.0.1'),
    response: { status: 'Accepted' },
  })
})

test('an unknown station waits in the inbox; accepted, it is known at once and its next boot goes on', async () => {
  const station = await home.station('NEW', { boot: false })
  expect((await station.call('BootNotification', bootOf('ocpp1.6'))).status).toBe('Pending')
  const [waiting] = (
    await until(async () => {
      const page = await get('/unknown-stations')
      return page.items[0]?.vendor ? page : null
    })
  ).items
  expect(waiting).toMatchObject({ id: 'NEW', version: '1.6', vendor: 'Busbar' })
  expect((await home.api('GET', '/stations/NEW')).status).toBe(404)

  const accepted = await home.api('POST', '/unknown-stations/NEW/accept', { name: 'New one' })
  expect(accepted.status).toBe(201)
  expect(accepted.body).toMatchObject({
    name: 'New one',
    connected: true,
    status: 'online',
    version: '1.6',
    vendor: 'Busbar',
  })
  expect((await get('/unknown-stations')).total).toBe(0)
  expect((await station.call('BootNotification', bootOf('ocpp1.6'))).status).toBe('Accepted')
  expect((await get('/stations/NEW')).registration).toBe('Accepted')
})

test('a removed station is disconnected and a stranger from then on', async () => {
  await home.addStation('OLD')
  const station = await home.station('OLD')
  expect((await home.api('DELETE', '/stations/OLD')).status).toBe(204)
  await until(() => !station.session.open)
  expect((await home.api('GET', '/stations/OLD')).status).toBe(404)
  const again = await home.station('OLD', { boot: false })
  expect((await again.call('BootNotification', bootOf('ocpp1.6'))).status).toBe('Pending')
})

test('a password is asked for from the moment it is set', async () => {
  await home.addStation('LOCKED', { password: 'a-long-and-random-password' })
  await expect(home.station('LOCKED')).rejects.toMatchObject({ status: 401 })
  await expect(home.station('LOCKED', { password: 'a-long-and-random-passworx' })).rejects.toMatchObject({
    status: 401,
  })
  const station = await home.station('LOCKED', { password: 'a-long-and-random-password' })
  expect(station.session.open).toBe(true)
  await home.addStation('LOCKED', { password: null })
  expect((await home.station('LOCKED')).session.open).toBe(true)
})

test('a rejected station is told so', async () => {
  await home.addStation('BAD', { admission: 'rejected' })
  const station = await home.station('BAD', { boot: false })
  expect((await station.call('BootNotification', bootOf('ocpp1.6'))).status).toBe('Rejected')
})

test('what a station says is followed live: events for all, its messages for who asks for it', async () => {
  await home.addStation('LIVE')
  const abort = new AbortController()
  const response = await fetch(`${home.csms.url}/api/v1/events?station=LIVE`, {
    headers: { authorization: `Bearer ${home.csms.apiToken}` },
    signal: abort.signal,
  })
  let text = ''
  void (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk
  })().catch(() => {})
  // The feed has taken its place when it tells of something.
  await until(async () => {
    await home.addStation('LIVE', { note: String(Math.random()) })
    return text.includes('event: station.changed')
  })
  const station = await home.station('LIVE')
  await station.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Preparing',
    timestamp: new Date().toISOString(),
  })
  // Frames are told at once, events when their commit has been read.
  await until(() => text.includes('"action":"StatusNotification"') && text.includes('event: connector.status'))
  abort.abort()
  expect(text).toContain('event: station.connected')
  expect(text).toContain('event: station.booted')
  expect(text).toContain('event: connector.status')
  const status = await get('/stations/LIVE')
  expect(status.evses).toMatchObject([{ id: 'LIVE:1', connectors: [{ connectorId: 1, status: 'Preparing' }] }])
})
