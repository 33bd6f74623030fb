import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { clock, csms, RawStation } from '../test/csms.ts'
import { passwordForms } from './basic-auth.ts'
import { ConnectError, connect } from './client.ts'
import { type Connection, OcppServer, type TurnedAway, type Upgrade } from './server.ts'
import type { Version } from './versions.ts'

const handle = () => ({})

describe('the version', () => {
  test.each<[offered: Version[], spoken: Version[], chosen: Version]>([
    [['ocpp1.6', 'ocpp2.1'], ['ocpp2.1', 'ocpp2.0.1', 'ocpp1.6'], 'ocpp1.6'],
    [['ocpp2.1', 'ocpp2.0.1'], ['ocpp1.6', 'ocpp2.0.1'], 'ocpp2.0.1'],
  ])('offered %j, a CSMS with %j speaks %s: the station’s order decides', async (offered, spoken, chosen) => {
    const { url } = await csms(clock, {}, { versions: spoken })
    const session = await connect({ url, identity: 'CS1', versions: offered, handle })
    assert.equal(session.version, chosen)
    session.terminate()
  })

  test('the same station may speak another one next time', async () => {
    const { url, sessions } = await csms(clock)
    for (const version of ['ocpp1.6', 'ocpp2.1'] as const) (await RawStation.connect(url, version)).socket.close()
    assert.deepEqual(
      sessions.map((session) => session.version),
      ['ocpp1.6', 'ocpp2.1'],
    )
  })

  // OCPP-J 1.6 §3.2, 2.0.1 part 4 §3.2, 2.1 part 4 §3.3.
  test.each([['ocpp1.5'], ['ocpp2.0, ocpp1.2'], [undefined]])(
    'offered %j: the handshake is completed without a subprotocol, then closed',
    async (offered) => {
      const { port, sessions } = await csms(clock)
      const socket = connectTcp(port, '127.0.0.1')
      onTestFinished(() => void socket.destroy())
      socket.write(
        'GET /ocpp/CS1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
          `Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n${offered ? `Sec-WebSocket-Protocol: ${offered}\r\n` : ''}\r\n`,
      )
      let text = ''
      for await (const chunk of socket) {
        text += chunk.toString('latin1')
        const frame = text.split('\r\n\r\n')[1]
        if (frame) break
      }
      assert.match(text, /^HTTP\/1.1 101 /)
      assert.doesNotMatch(text, /sec-websocket-protocol/i)
      const frame = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1')
      assert.equal(frame[0], 0x88, 'a close frame')
      assert.equal(frame.readUInt16BE(2), 1002)
      assert.equal(sessions.length, 0)
    },
  )

  test.each([
    ['OCPP1.6', 'ocpp1.6', 'OCPP1.6'],
    ['ocpp1.6, ocpp1.6', 'ocpp1.6', 'ocpp1.6'],
    [', ocpp2.0.1,,', 'ocpp2.0.1', 'ocpp2.0.1'],
    ['ocpp1.5; Ocpp2.1', 'ocpp2.1', 'Ocpp2.1'],
  ])('offered %j it speaks %s, and is answered in its own letters', async (offered, version, answered) => {
    const { port, sessions } = await csms(clock)
    const [response, socket] = await handshake(port, { 'sec-websocket-protocol': offered })
    assert.equal(response.headers['sec-websocket-protocol'], answered)
    assert.equal(sessions[0]?.version, version)
    socket.destroy()
  })

  test('who offers nothing speaks what is assumed of it; who offers something unknown does not', async () => {
    const turnedAway: TurnedAway[] = []
    const admit = () => ({ admit: true, assume: 'ocpp1.6' }) as const
    const { port, sessions } = await csms(clock, {}, { admit, turnedAway: (who) => turnedAway.push(who) })
    const [response, socket] = await handshake(port, {})
    assert.equal(response.headers['sec-websocket-protocol'], undefined)
    assert.equal(sessions[0]?.version, 'ocpp1.6')
    socket.destroy()
    const [, other] = await handshake(port, { 'sec-websocket-protocol': 'ocpp1.5' })
    other.destroy()
    assert.equal(sessions.length, 1)
    assert.deepEqual(
      turnedAway.map(({ status, identity, offered }) => ({ status, identity, offered })),
      [{ status: 1002, identity: 'CS1', offered: ['ocpp1.5'] }],
    )
  })

  test('a station hears why it got no session', async () => {
    const { url } = await csms(clock, {}, { versions: ['ocpp1.6'] })
    await assert.rejects(connect({ url, identity: 'CS1', versions: ['ocpp2.1'], handle }), ConnectError)
  })
})

/** The answer to a handshake with these headers. */
async function handshake(port: number, headers: Record<string, string>, path = '/ocpp/CS1') {
  const request = httpRequest({
    port,
    path,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'x3JJHMbDL1EzLkh9GBhXDw==',
      ...headers,
    },
  }).end()
  const [response, socket] = await Promise.race([once(request, 'upgrade'), once(request, 'response')])
  return [response as IncomingMessage, (socket ?? response.socket) as Socket] as const
}

describe('who comes in', () => {
  test('who is turned away before anybody is asked is told of: no handshake, no way', async () => {
    const told: TurnedAway[] = []
    const { port } = await csms(clock, {}, { turnedAway: (who) => told.push(who) })
    for (const [path, headers] of [
      ['/ocpp/CS1', { 'sec-websocket-version': '7' }],
      ['/ocpp/CS2', { 'sec-websocket-key': 'short' }],
      ['/wrong/CS3', {}],
    ] as const) {
      const [response] = await handshake(port, headers, path)
      assert.ok([400, 404].includes(response.statusCode as number))
    }
    assert.deepEqual(
      told.map(({ status, identity }) => [status, identity]),
      [
        [400, 'CS1'],
        [400, 'CS2'],
        [404, 'CS3'],
      ],
    )
  })

  test('who comes too often is told when to try again (RFC 9110 §10.2.3)', async () => {
    const admit = () => ({ admit: false, status: 429, reason: 'too often', retryAfterS: 7 }) as const
    const { port } = await csms(clock, {}, { admit })
    const [response] = await handshake(port, {})
    assert.equal(response.statusCode, 429)
    assert.equal(response.headers['retry-after'], '7')
  })

  const status = async (url: string) => {
    const socket = new WebSocket(url, 'ocpp1.6')
    socket.on('error', () => {})
    const [, response] = await once(socket, 'unexpected-response')
    return response
  }

  test('an identity is percent-decoded; a slash at the end of the endpoint does no harm', async () => {
    const { url, sessions } = await csms(clock)
    await RawStation.connect(url, 'ocpp1.6', 'RDAM%7C123')
    await RawStation.connect(`${url}/`, 'ocpp1.6', 'CS%202?x=1')
    assert.deepEqual(
      sessions.map((session) => session.identity),
      ['RDAM|123', 'CS 2'],
    )
  })

  test.each(['/', '/ocpp', '/ocpp/', '/other/CS1', '/ocpp/a/b', '/ocpp/%zz'])('%s is no way in: 404', async (path) => {
    const { port } = await csms(clock)
    assert.equal((await status(`ws://127.0.0.1:${port}${path}`)).statusCode, 404)
  })

  test('an unknown station is told 404, wrong credentials 401 and how to do better (RFC 7617)', async () => {
    const { url } = await csms(
      clock,
      {},
      {
        admit: ({ identity }) =>
          identity === 'UNKNOWN'
            ? { admit: false, status: 404, reason: 'unknown' }
            : { admit: false, status: 401, reason: 'who?' },
      },
    )
    assert.equal((await status(`${url}/UNKNOWN`)).statusCode, 404)
    const refused = await status(`${url}/CS1`)
    assert.equal(refused.statusCode, 401)
    assert.match(refused.headers['www-authenticate'] ?? '', /^Basic /)
    const error = await connect({ url, identity: 'CS1', versions: ['ocpp1.6'], handle }).catch((error) => error)
    assert.ok(error instanceof ConnectError)
    assert.equal(error.status, 401)
  })

  test('credentials arrive as bytes, colons in the password included', async () => {
    const seen: Upgrade[] = []
    const { url } = await csms(
      clock,
      {},
      {
        admit: (upgrade) => {
          seen.push(upgrade)
          return { admit: true }
        },
      },
    )
    const key = Buffer.from('0001020304050607ffffffffcccccccccccc3a3a', 'hex')
    for (const password of [key, 'a:b']) {
      const session = await connect({ url, identity: 'AL1000', versions: ['ocpp2.1', 'ocpp1.6'], password, handle })
      session.terminate()
    }
    assert.deepEqual(seen[0]?.authorization, { username: 'AL1000', password: key })
    assert.equal(seen[1]?.authorization?.password.toString(), 'a:b')
    assert.deepEqual(seen[0]?.offered, ['ocpp2.1', 'ocpp1.6'])
  })

  test('a 1.6 key may come as its bytes or as its text', () => {
    assert.deepEqual(passwordForms('00ff'), [Buffer.from('00ff'), Buffer.from([0, 255])])
    assert.deepEqual(passwordForms('secret'), [Buffer.from('secret')])
  })

  test('an admit that throws is a 500, and the next station comes in', async () => {
    let calls = 0
    const logged: unknown[] = []
    const { url } = await csms(
      clock,
      {},
      {
        admit: async () => {
          if (calls++ === 0) throw new Error('the database is away')
          return { admit: true }
        },
        log: (_message, error) => logged.push(error),
      },
    )
    assert.equal((await status(`${url}/CS1`)).statusCode, 500)
    assert.equal(logged.length, 1)
    assert.ok(await (await RawStation.connect(url, 'ocpp1.6')).silent())
  })

  test('a connect that throws closes with 1011', async () => {
    const { url } = await csms(clock, {}, { connect: () => Promise.reject(new Error('no')) })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [code] = await once(station.socket, 'close')
    assert.equal(code, 1011)
  })

  test('a station that gives up during admission harms nobody', async () => {
    const { url, port, sessions } = await csms(clock, {}, { admit: () => sleep(30, { admit: true }) })
    const socket = connectTcp(port, '127.0.0.1')
    socket.write('GET /ocpp/CS1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    await sleep(10)
    socket.resetAndDestroy()
    await RawStation.connect(url, 'ocpp1.6')
    assert.equal(sessions.length, 1)
  })
})

test('frames sent before the session opens are answered by it', async () => {
  const connections: Connection[] = []
  const { url } = await csms(clock, {}, { connect: (connection) => void connections.push(connection) })
  const station = await RawStation.connect(url, 'ocpp1.6')
  for (const id of ['1', '2']) station.send([2, id, 'Heartbeat', {}])
  await sleep(20)
  connections[0]?.open({ handle: clock })
  for (const id of ['1', '2']) assert.equal((await station.next())[1], id)
})

test('it attaches to an HTTP server of others, beside their own routes', async () => {
  const http = createServer((_request, response) => response.end('the console'))
  const server = new OcppServer({
    path: '/stations/ocpp',
    connect: (connection) => void connection.open({ handle: clock }),
  })
  http.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await server.close(50)
    http.close()
  })
  const { port } = http.address() as AddressInfo
  const station = await RawStation.connect(`ws://127.0.0.1:${port}/stations/ocpp`, 'ocpp2.0.1')
  assert.ok(await station.silent())
})

test('who comes without a WebSocket is told to upgrade', async () => {
  const { port } = await csms(clock)
  const [response] = await once(httpRequest({ port, host: '127.0.0.1', path: '/ocpp/CS1' }).end(), 'response')
  assert.equal(response.statusCode, 426)
  assert.equal(response.headers.upgrade, 'websocket')
  let text = ''
  for await (const piece of response.setEncoding('utf8')) text += piece
  assert.match(text, /charging stations.*OCPP-J.*ocpp2\.1, ocpp2\.0\.1, ocpp1\.6/)
})

test('the server says goodbye (1001), and cuts off who does not answer', async () => {
  const { url, server } = await csms(clock)
  const polite = await RawStation.connect(url, 'ocpp1.6', 'POLITE')
  const deaf = await RawStation.connect(url, 'ocpp1.6', 'DEAF')
  deaf.socket.pause()
  const closed = once(polite.socket, 'close')
  await server.close(50)
  assert.equal((await closed)[0], 1001)
  deaf.socket.terminate()
})

test('nobody at the address is a ConnectError', async () => {
  const { url, server } = await csms(clock)
  await server.close(50)
  await assert.rejects(connect({ url, identity: 'CS1', versions: ['ocpp1.6'], handle }), ConnectError)
})

test('compression, where both ends want it', async () => {
  const { url } = await csms(clock, {}, { compression: true })
  const session = await connect({ url, identity: 'CS1', versions: ['ocpp2.1'], compression: true, handle })
  const data = 'x'.repeat(5000)
  const outcome = await session.call('Heartbeat', { customData: { vendorId: 'v', data } })
  assert.equal(outcome.outcome, 'answered')
  session.terminate()
})
