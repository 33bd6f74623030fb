/** Floods at the door, and who is told of what: honest stations beside them come in, and nothing fills up. */
import { readConfig } from '@busbar/csms/config'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { bareSocket } from '../bare-socket.ts'
import { bootOf, type House, type HouseOptions, house, until } from '../house.ts'
import { knock, statusAtDoor } from '../knock.ts'

/** Of most stories; who needs other settings opens a house of its own. */
let common: House
let it: House
beforeAll(async () => {
  common = await house({ config: { stationOrigins: ['https://simulator.example.com'] } })
  it = common
})
afterAll(() => common.close())
const open = async (options: HouseOptions) => {
  it = await house(options)
}
afterEach(async () => {
  if (it !== common) await it.close()
  it = common
})

const inbox = async () => (await it.api('GET', '/unknown-stations?limit=500')).body
const stationOf = async (id: string) => (await it.api('GET', `/stations/${encodeURIComponent(id)}`)).body
const securityEvents = async (id: string) => (await it.api('GET', `/stations/${id}/security-events`)).body.items
const eventsOf = async (kind: string) =>
  await it.csms.ctx.db
    .selectFrom('event')
    .selectAll()
    .where('kind', '=', kind as never)
    .orderBy('id')
    .execute()

/** Many at once, as a flood comes. */
async function flood(n: number, one: (i: number) => Promise<number>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (let i = 0; i < n; i += 50) {
    const statuses = await Promise.all(Array.from({ length: Math.min(50, n - i) }, (_, j) => one(i + j)))
    for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  }
  return counts
}

test('1,200 knocks do not push out a station that has said what it is, and lock nothing up', async () => {
  await open({
    stations: ['HONEST'],
    config: { strangersPerAddress: 5000, strangers: 5000, handshakesPerMinute: 5000 },
  })
  const waiting = await it.station('BOOTED')
  const counts = await flood(1200, (i) => statusAtDoor(it.ocppUrl, `KNOCK-${i}`, { from: `127.0.1.${i % 3}` }))
  expect(counts).toEqual({ 101: 1200 })
  expect((await waiting.tryCall('BootNotification', bootOf('ocpp1.6'))).outcome).toBe('answered')
  const honest = await it.station('HONEST')
  expect(await honest.call('Heartbeat', {})).toHaveProperty('currentTime')
  const { items, total } = await until(async () => {
    const page = await inbox()
    return page.total === 1000 && page
  })
  expect(total).toBe(1000)
  const { db } = it.csms.ctx
  expect(
    await db.selectFrom('unknown_station').select(['id', 'attempts']).where('id', '=', 'BOOTED').execute(),
  ).toEqual([{ id: 'BOOTED', attempts: 1 }])
  expect(items.length).toBe(500)
  expect((await eventsOf('station.unknown')).length).toBeLessThan(100)
  // An operator accepts and forgets meanwhile.
  const edits = items
    .slice(0, 20)
    .map(({ id }: { id: string }, i: number) =>
      i % 2 === 0
        ? it.api('DELETE', `/unknown-stations/${id}`)
        : it.api('POST', `/unknown-stations/${id}/accept`, { unprotected: true }),
    )
  await flood(200, (i) => statusAtDoor(it.ocppUrl, `LATER-${i}`))
  for (const { status } of await Promise.all(edits)) expect([201, 204]).toContain(status)
})

test('an address that brings many does not push out the few of another one', async () => {
  await open({ config: { strangersPerAddress: 5000, strangers: 5000, handshakesPerMinute: 5000 } })
  for (const id of ['FEW-1', 'FEW-2']) {
    const few = await bareSocket(it.ocppUrl, id, { localAddress: '127.0.2.1' })
    few.send([2, '1', 'BootNotification', bootOf('ocpp1.6')])
    await few.answerTo('1')
    few.socket.close()
  }
  await flood(1100, async (i) => {
    const { status, socket } = await knock(it.ocppUrl, `MANY-${i}`)
    // As a WebSocket frame, masked with zeros: they all say what they are.
    const text = Buffer.from(JSON.stringify([2, '1', 'BootNotification', bootOf('ocpp1.6')]))
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]))
    await new Promise((resolve) => socket.once('data', resolve))
    socket.destroy()
    return status
  })
  const { db } = it.csms.ctx
  const kept = await db.selectFrom('unknown_station').select('id').where('id', 'like', 'FEW-%').orderBy('id').execute()
  expect(kept.map(({ id }) => id)).toEqual(['FEW-1', 'FEW-2'])
  expect((await inbox()).total).toBe(1000)
})

test('strangers of one address have so many places; others still come, and those that were admitted do not count', async () => {
  await open({ stations: ['KNOWN'], config: { strangersPerAddress: 3, strangers: 4 } })
  const sockets = []
  for (const id of ['S1', 'S2', 'S3']) sockets.push(await bareSocket(it.ocppUrl, id))
  const refused = await knock(it.ocppUrl, 'S4')
  expect([refused.status, refused.retryAfterS]).toEqual([429, 60])
  expect(await statusAtDoor(it.ocppUrl, 'KNOWN')).toBe(101)
  // Another address has places of its own, and the last ones of all are shared out.
  for (const id of ['T1', 'T2']) sockets.push(await bareSocket(it.ocppUrl, id, { localAddress: '127.0.3.1' }))
  expect(await sockets[0]?.closed).toBe(1006)
  expect((await it.api('GET', '/turned-away')).body.items).toMatchObject([
    { identity: 'S4', code: 'too-many-strangers', status: 429, remoteAddress: '127.0.0.1', times: 1 },
  ])
  await until(async () => (await inbox()).items.some(({ id }: { id: string }) => id === 'S2'))
  expect((await it.api('POST', '/unknown-stations/S2/accept', { unprotected: true })).status).toBe(201)
  // Its id is known now: it holds no place, but new ids of that address have run out for this hour.
  expect(await statusAtDoor(it.ocppUrl, 'S1')).toBe(101)
  expect(await statusAtDoor(it.ocppUrl, 'S5')).toBe(429)
  for (const { socket } of sockets) socket.close()
})

test('where unknown stations are accepted, so many an hour become stations, except from this machine', async () => {
  const read = readConfig({ BUSBAR_TRUSTED_PROXIES: '127.0.0.1' })
  const trustedProxies = 'config' in read ? read.config.trustedProxies : null
  await open({ config: { unknownStations: 'accept', strangersPerAddress: 3, strangers: 5, trustedProxies } })
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  const one = await flood(10, (i) => statusAtDoor(it.ocppUrl, `A${i}`, from('203.0.113.1')))
  const other = await flood(10, (i) => statusAtDoor(it.ocppUrl, `B${i}`, from('203.0.113.2')))
  expect([one, other]).toEqual([
    { 101: 3, 429: 7 },
    { 101: 2, 429: 8 },
  ])
  expect(await flood(20, (i) => statusAtDoor(it.ocppUrl, `C${i}`))).toEqual({ 101: 20 })
  expect((await it.api('GET', '/stations?limit=1')).body.total).toBe(25)
})

test('a stranger that says nothing does not keep its place', async () => {
  await open({ config: { callTimeoutMs: 3000 } })
  const silent = await bareSocket(it.ocppUrl, 'SILENT')
  const says = await bareSocket(it.ocppUrl, 'SAYS')
  says.send([2, '1', 'BootNotification', bootOf('ocpp1.6')])
  await says.answerTo('1')
  expect(await silent.closed).toBe(1008)
  expect(says.socket.readyState).toBe(says.socket.OPEN)
  says.socket.close()
})

test('a station that connects in a loop is told to wait, and another one at its address is not', async () => {
  for (const id of ['LOOP', 'CALM']) await it.addStation(id, { password: { generate: true } })
  const { password } = (await it.api('PUT', '/stations/LOOP', { password: { generate: true } })).body
  const calm = (await it.api('PUT', '/stations/CALM', { password: { generate: true } })).body.password
  // One after the other, each gone before the next one comes: no contest, only a loop.
  let last = await knock(it.ocppUrl, 'LOOP', { password })
  for (let i = 0; i < 200 && last.status === 101; i++) {
    last.socket.destroy()
    await until(async () => !it.csms.ctx.stations.get('LOOP')?.link)
    last = await knock(it.ocppUrl, 'LOOP', { password })
  }
  expect([last.status, last.retryAfterS]).toEqual([429, 10])
  expect((await stationOf('LOOP')).turnedAway).toMatchObject([{ code: 'too-often' }])
  expect(await statusAtDoor(it.ocppUrl, 'CALM', { password: calm })).toBe(101)
})

test('handshakes that let in nobody we know are counted by address, whatever the id', async () => {
  const id = 'DEPOT'
  await open({ config: { handshakesPerMinute: 30, unknownStations: 'reject' } })
  const { password } = (await it.api('PUT', `/stations/${id}`, { password: { generate: true } })).body
  const counts = await flood(60, (i) => statusAtDoor(it.ocppUrl, `NOBODY-${i}`))
  expect(counts).toEqual({ 404: 30, 429: 30 })
  expect(await statusAtDoor(it.ocppUrl, 'NOBODY-61', { from: '127.0.4.1' })).toBe(404)
  // Behind the same address, a station that is known comes in as often as it must.
  for (let i = 0; i < 5; i++) expect(await statusAtDoor(it.ocppUrl, id, { password })).toBe(101)
})

test('an address has so many connections without a password; with one they do not count, nor those of this machine', async () => {
  const read = readConfig({ BUSBAR_TRUSTED_PROXIES: '127.0.0.1' })
  const trustedProxies = 'config' in read ? read.config.trustedProxies : null
  await open({ stations: ['U1', 'U2', 'U3'], config: { connectionsPerAddress: 2, trustedProxies } })
  const { password } = (await it.api('PUT', '/stations/P1', { password: { generate: true } })).body
  const headers = { 'x-forwarded-for': '203.0.113.7' }
  const first = await knock(it.ocppUrl, 'U1', { headers })
  const second = await knock(it.ocppUrl, 'U2', { headers })
  expect([first.status, second.status]).toEqual([101, 101])
  expect(await statusAtDoor(it.ocppUrl, 'U3', { headers })).toBe(429)
  expect(await statusAtDoor(it.ocppUrl, 'P1', { headers, password })).toBe(101)
  expect(await statusAtDoor(it.ocppUrl, 'U3', { headers: { 'x-forwarded-for': '203.0.113.8' } })).toBe(101)
  expect(await statusAtDoor(it.ocppUrl, 'U3')).toBe(101)
  first.socket.destroy()
  await until(async () => (await statusAtDoor(it.ocppUrl, 'U3', { headers })) === 101)
  second.socket.destroy()
})

test('a web page is no charging station, unless it is listed', async () => {
  await it.addStation('CP1')
  for (const origin of ['https://evil.example.com', 'null', 'https://simulator.example.com.evil.example']) {
    expect([origin, await statusAtDoor(it.ocppUrl, 'CP1', { headers: { origin } })]).toEqual([origin, 403])
  }
  expect(await statusAtDoor(it.ocppUrl, 'CP1', { headers: { origin: 'https://Simulator.example.com' } })).toBe(101)
  expect((await stationOf('CP1')).turnedAway).toMatchObject([{ code: 'origin', status: 403, times: 3 }])
})

test('ids at the door are what the API takes; the wider set is a setting; what never can be is not even shown as it came', async () => {
  await open({})
  const wide = ['CP 1', 'AA:BB:CC', 'F 7:\u00c2#1']
  const never = ['CP\u200b1', '\u202eCP1', 'C\u0420\u0031', 'CP/1', ' CP1', 'CP1 ', 'CP\u00a01', 'CP\\1']
  for (const id of [...wide, ...never]) expect([id, await statusAtDoor(it.ocppUrl, id)]).toEqual([id, 404])
  expect((await inbox()).total).toBe(0)
  const seen = (await it.api('GET', '/turned-away')).body.items
  expect(seen.every(({ code }: { code: string }) => code === 'odd-id')).toBe(true)
  expect(seen.map(({ identity }: { identity: string }) => identity)).toContain('CP\\u{200b}1')
  // An operator who sees one of them at the door can let it in all the same, and nobody else.
  const accept = (id: string) => it.api('POST', `/unknown-stations/${encodeURIComponent(id)}/accept`, {})
  const { body, status } = await accept('F 7:\u00c2#1')
  expect(status).toBe(201)
  expect(await statusAtDoor(it.ocppUrl, 'F 7:\u00c2#1', { password: body.password })).toBe(101)
  expect((await accept('CP/1')).status).toBe(404)
  await it.restart({ stationIds: 'ocpp1.6' })
  for (const id of wide.slice(0, 2)) {
    expect([id, await statusAtDoor(it.ocppUrl, id)]).toEqual([id, 101])
    expect((await it.api('PUT', `/stations/${encodeURIComponent(id)}`, {})).status).toBe(201)
  }
  for (const id of never) {
    expect([id, await statusAtDoor(it.ocppUrl, id)]).toEqual([id, 404])
    expect([422, 404]).toContain((await it.api('PUT', `/stations/${encodeURIComponent(id)}`, {})).status)
  }
})

test('wrong passwords are tried a few times and no more; a station that knows its own is never locked out', async () => {
  const password = 'typed-by-somebody'
  for (const id of ['MINE', 'OTHER']) await it.addStation(id, { password })
  expect(await statusAtDoor(it.ocppUrl, 'MINE', { password })).toBe(101)
  const counts = await flood(200, (i) => statusAtDoor(it.ocppUrl, 'MINE', { password: `guess-${i}` }))
  expect(counts[101]).toBeUndefined()
  // Twenty at once, and ten a minute.
  expect(counts[401] ?? 0).toBeLessThan(60)
  // Remembered, it needs no bucket; the same wrong one again needs no hash; and another address has buckets of its own.
  expect(await statusAtDoor(it.ocppUrl, 'MINE', { password })).toBe(101)
  expect(await statusAtDoor(it.ocppUrl, 'OTHER', { password, from: '127.0.5.1' })).toBe(101)
  const { turnedAway } = await stationOf('MINE')
  expect(turnedAway.map(({ code }: { code: string }) => code).toSorted()).toEqual(
    expect.arrayContaining(['guessing', 'wrong-password']),
  )
  const { times, remedy } = turnedAway.find(({ code }: { code: string }) => code === 'guessing')
  expect(times).toBeGreaterThan(100)
  expect(remedy).toContain('guessing')
  expect((await securityEvents('MINE')).length).toBeLessThanOrEqual(2)
})

test('each refusal is seen: an event, the page of the station, and what would let it in', async () => {
  await it.addStation('PLAIN')
  await it.addStation('LOCKED', { password: { generate: true } })
  const { ocppUrl } = it
  expect(await statusAtDoor(ocppUrl, 'LOCKED')).toBe(401)
  expect(await statusAtDoor(ocppUrl, 'LOCKED', { password: 'wrong' })).toBe(401)
  expect(await statusAtDoor(ocppUrl, 'LOCKED', { password: 'wrong', username: 'admin' })).toBe(401)
  expect(await statusAtDoor(ocppUrl, 'PLAIN', { headers: { 'sec-websocket-version': '7' } })).toBe(400)
  expect(await statusAtDoor(ocppUrl, 'PLAIN', { path: '/steve/PLAIN' })).toBe(404)
  expect(await statusAtDoor(ocppUrl, 'PLAIN', { headers: { 'sec-websocket-protocol': 'ocpp1.5' } })).toBe(101)
  expect(await statusAtDoor(ocppUrl, 'NOBODY', { path: '/wrong/NOBODY' })).toBe(404)
  const codesOf = async (id: string) =>
    (await stationOf(id)).turnedAway.map(({ code, status }: { code: string; status: number }) => [code, status])
  expect(await codesOf('LOCKED')).toEqual([
    ['wrong-user', 401],
    ['wrong-password', 401],
    ['no-password', 401],
  ])
  expect(await codesOf('PLAIN')).toEqual([
    ['no-version', 1002],
    ['wrong-path', 404],
    ['no-handshake', 400],
  ])
  const [noVersion] = (await stationOf('PLAIN')).turnedAway
  expect(noVersion).toMatchObject({ detail: 'offers ocpp1.5', remoteAddress: '127.0.0.1', times: 1 })
  expect(noVersion.remedy).toContain('ocpp2.0.1')
  expect((await it.api('GET', '/turned-away')).body.items[0]).toMatchObject({
    ...{ identity: 'NOBODY', code: 'wrong-path', detail: '/wrong/NOBODY' },
  })
  const told = async () => {
    const events = await eventsOf('station.turned-away')
    return events
      .map(({ station_id, subject }) => station_id ?? subject)
      .filter((id) => /LOCK|PLAIN|NOBODY/.test(id ?? ''))
  }
  await until(async () => (await told()).length === 7)
  expect(await told()).toEqual([...['LOCKED', 'LOCKED', 'LOCKED', 'PLAIN', 'PLAIN', 'PLAIN'], 'NOBODY'])
  // A hundred more are no more events than before, and are counted.
  await flood(100, () => statusAtDoor(ocppUrl, 'LOCKED'))
  expect((await stationOf('LOCKED')).turnedAway[0]).toMatchObject({ code: 'no-password', times: 101 })
  expect(await told()).toHaveLength(7)
  // What was wrong may be mended: a new password forgets it.
  await it.addStation('LOCKED', { password: { generate: true } })
  expect((await stationOf('LOCKED')).turnedAway).toEqual([])
})

test('a flood of refusals under any name keeps two hundred, twenty of one address, and few events', async () => {
  await open({ config: { unknownStations: 'reject' } })
  await flood(400, (i) => statusAtDoor(it.ocppUrl, `NOBODY-${i}`, { from: `127.0.6.${i % 15}` }))
  const { items } = (await it.api('GET', '/turned-away')).body
  expect(items.length).toBe(200)
  await flood(100, (i) => statusAtDoor(it.ocppUrl, `AGAIN-${i}`, { from: '127.0.7.1' }))
  const again = (await it.api('GET', '/turned-away')).body.items
  const ofOne = again.filter(({ remoteAddress }: { remoteAddress: string }) => remoteAddress === '127.0.7.1')
  expect([again.length, ofOne.length]).toEqual([200, 20])
  // Sixty at once, and sixty a minute.
  expect((await eventsOf('station.turned-away')).length).toBeLessThan(120)
})

test('none offered and a version assumed: the session speaks it; tolerated, it speaks what it spoke last', async () => {
  await it.addStation('NONE')
  const headers = { 'sec-websocket-protocol': '' }
  const version = async () => (await stationOf('NONE')).version
  await statusAtDoor(it.ocppUrl, 'NONE', { headers })
  expect((await stationOf('NONE')).turnedAway).toMatchObject([{ code: 'no-version', detail: 'offers no subprotocol' }])
  await it.addStation('NONE', { assumeVersion: '2.0.1' })
  await statusAtDoor(it.ocppUrl, 'NONE', { headers })
  await until(async () => (await version()) === '2.0.1')
  expect((await stationOf('NONE')).turnedAway).toEqual([])
  await it.addStation('NONE', { assumeVersion: null, tolerances: ['loose-frames'] })
  await statusAtDoor(it.ocppUrl, 'NONE', { headers })
  expect(await version()).toBe('2.0.1')
  await it.addStation('FRESH', { tolerances: ['loose-frames'] })
  await statusAtDoor(it.ocppUrl, 'FRESH', { headers })
  await until(async () => (await stationOf('FRESH')).version === '1.6')
})

test('without a password, from another address, one that answers keeps its place; one that hangs is replaced', async () => {
  await it.addStation('MOVED')
  const mine = await bareSocket(it.ocppUrl, 'MOVED', { localAddress: '127.0.8.1' })
  const other = await knock(it.ocppUrl, 'MOVED', { from: '127.0.8.2' })
  expect(other.status).toBe(409)
  expect((await stationOf('MOVED')).turnedAway).toMatchObject([{ code: 'taken', remoteAddress: '127.0.8.2' }])
  expect(await until(async () => (await securityEvents('MOVED'))[0])).toMatchObject({
    type: 'ConnectionTakeoverRefused',
    techInfo: expect.stringMatching(/127\.0\.8\.1.*127\.0\.8\.2/),
  })
  // A station that changed its network cannot answer on the old one.
  mine.socket.pause()
  const moved = await knock(it.ocppUrl, 'MOVED', { from: '127.0.8.2' })
  expect(moved.status).toBe(101)
  moved.socket.destroy()
  mine.socket.terminate()
})

test('who takes over a live connection is told with both addresses', async () => {
  const { password } = (await it.api('PUT', '/stations/LIVE', { password: { generate: true } })).body
  const first = await knock(it.ocppUrl, 'LIVE', { password, from: '127.0.9.1' })
  const second = await knock(it.ocppUrl, 'LIVE', { password, from: '127.0.9.2' })
  expect([first.status, second.status]).toEqual([101, 101])
  expect(await until(async () => (await securityEvents('LIVE'))[0])).toMatchObject({
    type: 'ConnectionTakenOver',
    techInfo: 'from 127.0.9.1 by 127.0.9.2',
  })
  expect((await stationOf('LIVE')).contested).toBe(null)
  second.socket.destroy()
})

test('two stations under one id that replace each other are noticed, told of, and slowed', async () => {
  await it.addStation('TWIN')
  const boot = (serial: string) => ({ ...bootOf('ocpp1.6'), chargePointSerialNumber: serial })
  let refused = 0
  for (let i = 0; i < 13; i++) {
    const twin = await bareSocket(it.ocppUrl, 'TWIN').catch(() => null)
    if (twin) {
      twin.send([2, `${i}`, 'BootNotification', boot(`SERIAL-${i % 2}`)])
      await twin.answerTo(`${i}`)
    } else refused += 1
  }
  expect(refused).toBeGreaterThan(8)
  const { contested, turnedAway } = await stationOf('TWIN')
  expect(contested).toMatchObject({ addresses: ['127.0.0.1'], serialNumbers: ['SERIAL-0', 'SERIAL-1'] })
  expect(turnedAway).toMatchObject([{ code: 'contested', status: 429, times: refused }])
  const told = await until(async () => {
    const events = await eventsOf('station.contested')
    return events.length > 0 && events
  })
  expect(told).toHaveLength(1)
  expect((await securityEvents('TWIN')).map(({ type }: { type: string }) => type)).toContain(
    'ChargingStationsWithOneId',
  )
})

test('accepted from the inbox a station gets a password in the same call, or is unprotected in so many words', async () => {
  const waiting = await it.station('NEW-1')
  const accept = (id: string, body: object) => it.api('POST', `/unknown-stations/${id}/accept`, body)
  expect((await accept('NEW-1', { unprotected: true, password: 'x' })).status).toBe(422)
  expect((await accept('NEW-1', { unprotected: false })).status).toBe(422)
  const made = await accept('NEW-1', {})
  expect(made).toMatchObject({
    status: 201,
    body: { hasPassword: true, password: expect.stringMatching(/^[0-9a-f]{40}$/) },
  })
  expect((await stationOf('NEW-1')).password).toBeUndefined()
  // The very connection somebody has looked at stays, so that the password can be handed over; the next one comes with it.
  expect(await waiting.call('BootNotification', bootOf('ocpp1.6'))).toMatchObject({ status: 'Accepted' })
  expect(await statusAtDoor(it.ocppUrl, 'NEW-1')).toBe(401)
  expect(await statusAtDoor(it.ocppUrl, 'NEW-1', { password: made.body.password })).toBe(101)
  const audit = JSON.stringify((await it.api('GET', '/audit?subject=NEW-1')).body)
  expect(audit).not.toContain(made.body.password)
  await it.station('NEW-2')
  expect((await accept('NEW-2', { password: 'typed-at-the-station' })).body).toMatchObject({ hasPassword: true })
  expect(await statusAtDoor(it.ocppUrl, 'NEW-2', { password: 'typed-at-the-station' })).toBe(101)
  await it.station('NEW-3')
  const bare = await accept('NEW-3', { unprotected: true })
  expect(bare.body).toMatchObject({ hasPassword: false })
  expect(bare.body.password).toBeUndefined()
  expect(await statusAtDoor(it.ocppUrl, 'NEW-3')).toBe(101)
})

test('a password of its making opens the door after a restart, and at once: no hash is slow', async () => {
  await open({})
  const passwords = new Map<string, string>()
  for (let i = 0; i < 100; i++) {
    passwords.set(`CP${i}`, (await it.api('PUT', `/stations/CP${i}`, { password: { generate: true } })).body.password)
  }
  await it.restart()
  const counts = await flood(100, (i) =>
    statusAtDoor(it.ocppUrl, `CP${i}`, { password: passwords.get(`CP${i}`) ?? '' }),
  )
  expect(counts).toEqual({ 101: 100 })
  expect(await statusAtDoor(it.ocppUrl, 'CP1', { password: passwords.get('CP2') ?? '' })).toBe(401)
})

test('a password that was kept at a lower cost is kept anew when it was right', async () => {
  await it.addStation('OLD')
  const { scryptSync } = await import('node:crypto')
  const { ctx } = it.csms
  const stored = `scrypt$4096$8$1$c2FsdHNhbHQ$${scryptSync('old one', 'saltsalt', 32, { N: 4096, r: 8, p: 1 }).toString('base64url')}`
  await ctx.db.updateTable('station').set({ password_hash: stored }).where('id', '=', 'OLD').execute()
  await ctx.stations.invalidate('OLD')
  const station = await it.station('OLD', { password: 'old one' })
  await until(async () => {
    const row = await ctx.db.selectFrom('station').selectAll().where('id', '=', 'OLD').executeTakeFirstOrThrow()
    return row.password_hash?.startsWith('scrypt$32768$8$3$') && row.revision === 1
  })
  expect((await station.tryCall('Heartbeat', {})).outcome).toBe('answered')
  expect(await statusAtDoor(it.ocppUrl, 'OLD', { password: 'old one' })).toBe(101)
  expect(await statusAtDoor(it.ocppUrl, 'OLD', { password: 'old two' })).toBe(401)
})
