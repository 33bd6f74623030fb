import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { csms, RawStation } from '../test/csms.ts'
import { readHeader, soleText, textFrame } from './websocket-frame.ts'

/** As a client sends it. */
function masked(payload: Buffer, { first = 0x81, mask = [0x1f, 0x80, 0xff, 0x07] } = {}): Buffer {
  const { length } = payload
  const head = length < 126 ? [first, 0x80 | length] : [first, 0x80 | 126, length >> 8, length & 0xff]
  return Buffer.from([...head, ...mask, ...payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0))])
}

const text = fc.string({ unit: 'binary', maxLength: 400 })

test('a chunk that is one message gives its text', () => {
  fc.assert(
    fc.property(text, (text) => {
      const payload = Buffer.from(text)
      assert.deepEqual(soleText(masked(payload), 65_535), payload)
    }),
  )
})

test('a chunk that is anything else, or more, or less, is left as it is', () => {
  const payload = Buffer.from('[2,"1","Heartbeat",{}]')
  const whole = masked(payload)
  const others = [
    Buffer.alloc(0),
    whole.subarray(0, 1),
    ...[1, 4, 8].map((bytes) => whole.subarray(0, whole.length - bytes)),
    Buffer.concat([whole, whole]),
    Buffer.concat([whole, Buffer.from([0])]),
    masked(payload, { first: 0x01 }),
    masked(payload, { first: 0x80 }),
    masked(payload, { first: 0x82 }),
    masked(payload, { first: 0x89 }),
    masked(payload, { first: 0xc1 }),
    Buffer.from([0x81, payload.length, ...payload]),
  ]
  for (const chunk of others) {
    const before = Buffer.from(chunk)
    assert.equal(soleText(chunk, 65_535), null, chunk.toString('hex'))
    assert.deepEqual(chunk, before)
  }
  assert.equal(soleText(masked(payload), payload.length - 1), null)
})

test('a message of ours is what `ws` reads, whatever its length', async () => {
  const texts = [0, 1, 125, 126, 65_535, 65_536, 200_000].map((length) => 'x'.repeat(length))
  texts.push('ä€😀'.repeat(20), '€'.repeat(42))
  const server = createServer((socket) => {
    socket.once('data', (request) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())?.[1] ?? ''
      void accept(key).then((token) => {
        socket.write(
          `HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${token}\r\n\r\n`,
        )
        for (const text of texts) socket.write(textFrame(text))
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const socket = new WebSocket(`ws://127.0.0.1:${port}`)
  const received: string[] = []
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data) => {
      received.push(data.toString())
      if (received.length === texts.length) resolve()
    })
  })
  socket.terminate()
  assert.deepEqual(received, texts)
  for (const text of texts) assert.equal(readHeader(textFrame(text), 0)?.length, Buffer.byteLength(text))
})

async function accept(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', Buffer.from(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`))
  return Buffer.from(digest).toString('base64')
}

test('messages that come whole, in pieces, several at once and between pings are handled in their order', async () => {
  const handled: string[] = []
  const { url } = await csms(({ messageId }) => {
    handled.push(messageId)
    return { currentTime: '2026-03-01T08:00:00Z' }
  })
  const station = await RawStation.connect(url, 'ocpp1.6')
  const call = (id: string) => JSON.stringify([2, id, 'Heartbeat', {}])
  const { _socket: raw } = station.socket as unknown as { _socket: { write(bytes: Buffer): void } }
  const frame = (id: string) => masked(Buffer.from(call(id)))
  const ping = masked(Buffer.from('p'), { first: 0x89 })
  const pieces = (id: string) => {
    const bytes = Buffer.from(call(id))
    return [masked(bytes.subarray(0, 7), { first: 0x01 }), ping, masked(bytes.subarray(7), { first: 0x80 })]
  }
  const chunks = [
    frame('1'),
    Buffer.concat([frame('2'), frame('3')]),
    ...pieces('4'),
    frame('5'),
    frame('6').subarray(0, 9),
    Buffer.concat([frame('6').subarray(9), frame('7').subarray(0, 3)]),
    frame('7').subarray(3),
    Buffer.concat([ping, frame('8')]),
    ping,
    frame('9'),
  ]
  for (const chunk of chunks) {
    raw.write(chunk)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  for (let i = 1; i <= 9; i++) assert.equal((await station.next())[1], String(i))
  assert.deepEqual(handled, ['1', '2', '3', '4', '5', '6', '7', '8', '9'])
})

/** A station that never closes by itself. */
async function rawStation(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.setNoDelay()
  const headers = ['Host: x', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  const request = ['GET /ocpp/CS1 HTTP/1.1', ...headers, key, 'Sec-WebSocket-Protocol: ocpp1.6', '', '']
  socket.write(request.join('\r\n'))
  await once(socket, 'data')
  return socket
}

test.each([
  ['a frame that breaks the protocol', Buffer.from([0x81, 0x00])],
  ['a close', masked(Buffer.from([0x03, 0xe8]), { first: 0x88 })],
  ['the beginning of another message', masked(Buffer.from('[2,'), { first: 0x01 })],
])('after %s nothing is handled, however well it is made', async (_, odd) => {
  const handled: string[] = []
  const { port } = await csms(({ messageId }) => {
    handled.push(messageId)
    return { currentTime: '2026-03-01T08:00:00Z' }
  })
  const socket = await rawStation(port)
  const frame = (id: string) => masked(Buffer.from(JSON.stringify([2, id, 'Heartbeat', {}])))
  for (const chunk of [frame('1'), odd, frame('2')]) {
    socket.write(chunk)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  assert.deepEqual(handled, ['1'])
})

test.each([
  ['no mask', Buffer.from([0x81, 0x00])],
  ['a reserved bit', masked(Buffer.from('x'), { first: 0xc1 })],
  ['an unknown opcode', masked(Buffer.from('x'), { first: 0x83 })],
  ['a ping in pieces', masked(Buffer.from('x'), { first: 0x09 })],
  ['a ping that is too long', masked(Buffer.alloc(126), { first: 0x89 })],
  ['the end of a message that nobody began', masked(Buffer.from('x'), { first: 0x80 })],
  ['a message within another', Buffer.concat([masked(Buffer.from('[2,'), { first: 0x01 }), masked(Buffer.from('[]'))])],
])('nor after it what had come before anybody could know: %s', async (_, odd) => {
  const handled: string[] = []
  const first = Promise.withResolvers<void>()
  const { port, problems } = await csms(async ({ messageId }) => {
    handled.push(messageId)
    if (messageId === '1') await first.promise
    return { currentTime: '2026-03-01T08:00:00Z' }
  })
  const socket = await rawStation(port)
  const call = (id: string) => Buffer.from(JSON.stringify([2, id, 'Heartbeat', {}]))
  const large = masked(Buffer.from(call('large').toString().padEnd(20_000)))
  // The large one waits for the first, and the chunks behind it for both; then all of them are read in one go.
  for (const chunk of [masked(call('1')), Buffer.concat([large, odd]), masked(call('3')), masked(call('4'))]) {
    socket.write(chunk)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  first.resolve()
  await new Promise((resolve) => setTimeout(resolve, 60))
  assert.deepEqual(handled, ['1', 'large'])
  assert.match(problems[0]?.problem?.message ?? '', /Invalid WebSocket frame/)
})
