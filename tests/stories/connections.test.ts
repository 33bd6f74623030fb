import { ConnectError } from '@busbar/ocpp/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bootOf, type House, house, until } from '../house.ts'

let it: House
let now = new Date('2026-03-01T08:00:00Z')
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000)
}
beforeAll(async () => {
  it = await house({
    now: () => now,
    config: { unknownStations: 'reject', offlineGraceS: 60, heartbeatIntervalS: 300 },
  })
})
afterAll(() => it.close())

let count = 0
async function newStation(body: object = {}): Promise<string> {
  count++
  const id = `CP${count}`
  await it.addStation(id, body)
  return id
}
const stationOf = async (id: string) => (await it.api('GET', `/stations/${id}`)).body
const messagesOf = async (id: string) => (await it.api('GET', `/stations/${id}/messages?limit=100`)).body.items
const eventKinds = async (id: string) =>
  (await it.csms.ctx.db.selectFrom('event').select('kind').where('station_id', '=', id).orderBy('id').execute())
    .map((row) => row.kind)
    .filter((kind) => kind !== 'station.changed')

describe('the door', () => {
  test('a station nobody knows is turned away with 404 (OCPP-J §3.2)', async () => {
    const error = await it.station('NOBODY').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ConnectError)
    expect((error as ConnectError).status).toBe(404)
  })

  test.each(['/ocpp', '/ocpp/CP1', '/ocpp/a%2Fb'])('who opens %s in a browser is told what it is for', async (path) => {
    const answer = await fetch(`${it.csms.url}${path}`, { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(426)
    expect(answer.headers.get('upgrade')).toBe('websocket')
    const text = await answer.text()
    for (const word of ['charging stations', 'OCPP-J', 'ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']) expect(text).toContain(word)
  })

  test('a station with a password comes in with it, and with nothing else (A00.FR.204)', async () => {
    const id = await newStation({ password: 'a-long-enough-password' })
    for (const password of [undefined, 'a-long-enough-passwore', '']) {
      const error = await it.station(id, password === undefined ? {} : { password }).catch((reason: unknown) => reason)
      expect((error as ConnectError).status).toBe(401)
    }
    for (let again = 0; again < 2; again++) {
      const station = await it.station(id, { password: 'a-long-enough-password' })
      await station.close()
    }
    const events = await until(async () => {
      const { body } = await it.api('GET', `/stations/${id}/security-events`)
      return body.items.length > 0 && body.items
    })
    expect(events).toMatchObject([{ type: 'StationFailedToAuthenticate', techInfo: 'no password' }])
    await it.addStation(id, { password: 'another-good-password' })
    await expect(it.station(id, { password: 'a-long-enough-password' })).rejects.toThrow()
    await it.station(id, { password: 'another-good-password' })
    await it.addStation(id, { password: null })
    await it.station(id)
  })

  test.each([
    ['pending', 'Pending', 30],
    ['rejected', 'Rejected', 600],
  ])('a %s station is answered %s, and may do nothing else (B01.FR.10)', async (admission, status, interval) => {
    const id = await newStation({ admission })
    for (const version of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const) {
      const station = await it.station(id, { version, boot: false })
      expect(await station.call('BootNotification', bootOf(version))).toMatchObject({ status, interval })
      expect(await station.tryCall('Heartbeat', {})).toMatchObject({ outcome: 'refused', code: 'SecurityError' })
    }
  })

  test('what a pending station was asked for, it may send (B02.FR.09)', async () => {
    const id = await newStation({ admission: 'pending' })
    const station = await it.station(id, {
      version: 'ocpp2.0.1',
      answers: { TriggerMessage: () => ({ status: 'Accepted' }) },
    })
    await it.api('POST', `/stations/${id}/commands/trigger-message`, { requestedMessage: 'Heartbeat' })
    expect(await station.tryCall('Heartbeat', {})).toMatchObject({ outcome: 'answered' })
    expect(await station.tryCall('Authorize', { idToken: { idToken: 'A', type: 'Central' } })).toMatchObject({
      code: 'SecurityError',
    })
  })

  test.each([
    ['pending', 'Pending'],
    ['rejected', 'Rejected'],
  ])(
    'a %s station that is accepted boots again before it may do more (B02.FR.09, B03.FR.07)',
    async (admission, was) => {
      const id = await newStation({ admission })
      const station = await it.station(id, { version: 'ocpp2.0.1', boot: false })
      const boot = async () => (await station.call('BootNotification', bootOf('ocpp2.0.1'))).status
      expect(await boot()).toBe(was)
      await it.addStation(id, { admission: 'accepted' })
      expect(await station.tryCall('Heartbeat', {})).toMatchObject({ outcome: 'refused', code: 'SecurityError' })
      expect(await boot()).toBe('Accepted')
      expect(await station.tryCall('Heartbeat', {})).toMatchObject({ outcome: 'answered' })
    },
  )

  test('a rejected station may send nothing, whatever it was asked for (B03.FR.07)', async () => {
    const id = await newStation({ admission: 'rejected' })
    const answers = { TriggerMessage: () => ({ status: 'Accepted' }) }
    const station = await it.station(id, { version: 'ocpp2.0.1', answers })
    await it.api('POST', `/stations/${id}/commands/trigger-message`, { requestedMessage: 'Heartbeat' })
    expect(station.asked).toHaveLength(1)
    expect(await station.tryCall('Heartbeat', {})).toMatchObject({ outcome: 'refused', code: 'SecurityError' })
  })

  test('a station that is rejected while it is connected is disconnected', async () => {
    const id = await newStation()
    const station = await it.station(id)
    await it.addStation(id, { admission: 'rejected' })
    await until(() => !station.session.open)
  })
})

describe('the inbox', () => {
  test('keeps the newest thousand', async () => {
    await it.restart({ unknownStations: 'pending' })
    const { db } = it.csms.ctx
    await db
      .insertInto('unknown_station')
      .values(
        Array.from({ length: 1100 }, (_, i) => ({
          id: `OLD-${i}`,
          organisation_id: 'default',
          first_seen_at: new Date(i),
          last_seen_at: new Date(i),
        })),
      )
      .execute()
    await (await it.station('STRANGER', { version: 'ocpp2.0.1' })).close()
    const { total, items } = (await it.api('GET', '/unknown-stations?limit=1')).body
    expect(total).toBe(1000)
    expect(items).toMatchObject([{ id: 'STRANGER', vendor: 'Busbar', attempts: 1 }])
    expect(await eventKinds('STRANGER')).toEqual(['station.unknown', 'station.unknown'])
    await it.restart({ unknownStations: 'reject' })
  })
})

describe('connections', () => {
  test('a boot is kept: who it is, which version, and that it is here', async () => {
    const id = await newStation()
    const station = await it.station(id, { version: 'ocpp2.1', boot: false })
    const answer = await station.call('BootNotification', {
      reason: 'Watchdog',
      chargingStation: { vendorName: 'V', model: 'M', serialNumber: 'S', firmwareVersion: 'F' },
    })
    expect(answer).toEqual({ currentTime: now.toISOString(), interval: 300, status: 'Accepted' })
    expect(await stationOf(id)).toMatchObject({
      status: 'online',
      connected: true,
      version: '2.1',
      vendor: 'V',
      model: 'M',
      serialNumber: 'S',
      firmwareVersion: 'F',
      bootReason: 'Watchdog',
      registration: 'Accepted',
      heartbeatInterval: 300,
    })
    expect(await eventKinds(id)).toEqual(['station.connected', 'station.online', 'station.booted'])
  })

  test('nothing is asked of a station at its boot unless its switch allows it', async () => {
    const quiet = await it.station(await newStation(), { version: 'ocpp2.0.1' })
    const asks = await newStation({ bootCalls: true })
    const asked = await it.station(asks, {
      version: 'ocpp2.0.1',
      answers: { GetBaseReport: () => ({ status: 'Accepted' }) },
    })
    await until(() => asked.asked.length > 0)
    expect(asked.asked.map((call) => call.action)).toEqual(['GetBaseReport'])
    expect(quiet.asked).toEqual([])
  })

  test('a new socket replaces the old one, whose late close changes nothing', async () => {
    const id = await newStation()
    const first = await it.station(id)
    const second = await it.station(id, { boot: false })
    await until(() => !first.session.open)
    expect(await second.call('Heartbeat', {})).toHaveProperty('currentTime')
    expect(await stationOf(id)).toMatchObject({ connected: true, status: 'online' })
    expect(await eventKinds(id)).not.toContain('station.disconnected')
    await second.close()
    await until(async () => (await stationOf(id)).connected === false)
  })

  test('the same station speaks another version next time', async () => {
    const id = await newStation()
    for (const [version, name] of [
      ['ocpp1.6', '1.6'],
      ['ocpp2.1', '2.1'],
      ['ocpp2.0.1', '2.0.1'],
    ] as const) {
      const station = await it.station(id, { version })
      expect((await stationOf(id)).version).toBe(name)
      await station.close()
    }
  })

  test('a reconnect is no reboot: a station that goes on without BootNotification is served', async () => {
    const id = await newStation()
    await (await it.station(id)).close()
    const again = await it.station(id, { boot: false })
    expect(await again.call('Heartbeat', {})).toHaveProperty('currentTime')
  })

  test('a restart of the CSMS forgets nothing, and nobody counts as connected', async () => {
    const id = await newStation()
    const station = await it.station(id)
    await station.call('StatusNotification', { connectorId: 2, errorCode: 'GroundFailure', status: 'Faulted' })
    await it.restart()
    expect(await stationOf(id)).toMatchObject({
      connected: false,
      // Its socket went with us, so what its connectors do is not known at this moment.
      status: 'offline',
      vendor: 'Busbar',
      evses: [{ evseId: 2, connectors: [{ connectorId: 1, lastStatus: 'Faulted', errorCode: 'GroundFailure' }] }],
    })
    const again = await it.station(id, { boot: false })
    expect(await again.call('Heartbeat', {})).toHaveProperty('currentTime')
    expect(await stationOf(id)).toMatchObject({ connected: true })
  })
})

describe('online and offline', () => {
  test('offline after interval and grace, not before; online again with the first sign of life', async () => {
    const id = await newStation()
    const station = await it.station(id)
    later(350)
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect((await stationOf(id)).status).toBe('online')
    later(15)
    await until(async () => (await stationOf(id)).status === 'offline')
    // Silent, and connected all the same.
    expect((await stationOf(id)).connected).toBe(true)
    await station.call('Heartbeat', {})
    await until(async () => (await stationOf(id)).status === 'online')
    expect((await eventKinds(id)).slice(-2)).toEqual(['station.offline', 'station.online'])
  })

  test('a heartbeat writes its message and nothing else', async () => {
    const id = await newStation()
    const station = await it.station(id)
    const written = () =>
      it.csms.ctx.db
        .selectFrom('station_state')
        .select('last_heard_at')
        .where('station_id', '=', id)
        .executeTakeFirstOrThrow()
    const before = await written()
    later(120)
    for (let i = 0; i < 3; i++) await station.call('Heartbeat', {})
    expect(await written()).toEqual(before)
    expect((await messagesOf(id)).filter((message: { action: string }) => message.action === 'Heartbeat')).toHaveLength(
      3,
    )
    expect((await stationOf(id)).lastHeardAt).toBe(now.toISOString())
  })
})

describe('statuses', () => {
  test('what a station kept while it was offline does not overwrite what is true now', async () => {
    const id = await newStation()
    const station = await it.station(id)
    const report = (status: string, secondsAgo: number) =>
      station.call('StatusNotification', {
        connectorId: 1,
        errorCode: 'NoError',
        status,
        timestamp: new Date(now.getTime() - secondsAgo * 1000).toISOString(),
      })
    await report('Charging', 10)
    await report('Preparing', 60)
    const [evse] = (await stationOf(id)).evses
    expect(evse.connectors[0]).toMatchObject({ status: 'Charging' })
    await report('Finishing', 5)
    expect((await stationOf(id)).evses[0].connectors[0]).toMatchObject({ status: 'Finishing' })
  })

  test('connector 0 is the station, not one of its connectors (1.6 §4.9)', async () => {
    const id = await newStation()
    const station = await it.station(id)
    await station.call('StatusNotification', { connectorId: 0, errorCode: 'InternalError', status: 'Faulted' })
    expect(await stationOf(id)).toMatchObject({
      evses: [],
      stationStatus: 'Faulted',
      stationErrorCode: 'InternalError',
    })
  })

  test('an EVSE no station has is refused', async () => {
    const id = await newStation()
    const station = await it.station(id, { version: 'ocpp2.0.1' })
    const status = { connectorStatus: 'Available', timestamp: now.toISOString() }
    // 2.0.1 part 1, 7.1: EVSE 0 is the station itself.
    expect((await station.tryCall('StatusNotification', { ...status, evseId: 0, connectorId: 1 })).outcome).toBe(
      'answered',
    )
    expect(await station.tryCall('StatusNotification', { ...status, evseId: 1_000_000, connectorId: 1 })).toMatchObject(
      {
        outcome: 'refused',
      },
    )
    expect((await stationOf(id)).evses).toEqual([])
  })
})

describe('the rate', () => {
  test('who sends too much is slowed down and gets every answer', async () => {
    const id = await newStation({ messageRateLimit: 20 })
    const station = await it.station(id)
    const started = performance.now()
    for (let i = 0; i < 130; i++) await station.call('Heartbeat', {})
    // Five seconds' worth pass at once, the rest at twenty a second.
    expect(performance.now() - started).toBeGreaterThan(1000)
    expect(station.session.open).toBe(true)
  })
})

describe('the message log', () => {
  test('has what was answered, refused and malformed, each with what was said', async () => {
    const id = await newStation()
    const station = await it.station(id)
    await station.session.call('StatusNotification', { connectorId: 'one' }, { validate: false })
    await station.session.call('Nonsense', {}, { validate: false })
    const log = async () => (await messagesOf(id)).toReversed()
    await until(async () => (await log()).length === 3)
    expect(await log()).toMatchObject([
      { direction: 'in', action: 'BootNotification', outcome: 'answered', response: { status: 'Accepted' } },
      {
        action: 'StatusNotification',
        outcome: 'refused',
        problemPath: expect.any(String),
        responseText: expect.any(String),
      },
      { action: 'Nonsense', outcome: 'refused', errorCode: 'NotImplemented' },
    ])
  })

  test('tolerated deviations are processed, counted and kept', async () => {
    const id = await newStation({ tolerances: ['loose-containers'] })
    const station = await it.station(id, { boot: false })
    await station.session.call('BootNotification', { ...bootOf('ocpp1.6'), colour: 'red' }, { validate: false })
    expect(await stationOf(id)).toMatchObject({ registration: 'Accepted', deviations: 1 })
    expect((await messagesOf(id))[0].deviations).toMatchObject([{ rule: 'loose-containers' }])
  })
})
