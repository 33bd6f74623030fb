/** Frames of every size and shape, as a WebSocket brings them and as none may. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareSocket } from '../bare-socket.ts'
import { type House, house, until } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house({ stations: ['BYSTANDER'] })
})
afterAll(() => it.close())

async function newId(): Promise<string> {
  const id = `FRAMES${++last}`
  await it.addStation(id)
  return id
}

const heartbeat = (messageId: string) => [2, messageId, 'Heartbeat', {}]
const numbers = (total: number) => Array.from({ length: total }, (_, i) => `m${i}`)

const mebibyte = 1024 * 1024

/** A DataTransfer of exactly so many bytes. */
const frameOf = (messageId: string, bytes: number): string => {
  const empty = JSON.stringify([2, messageId, 'DataTransfer', { vendorId: 'V', data: '' }])
  return empty.replace('"data":""', `"data":"${'d'.repeat(bytes - empty.length)}"`)
}

test.each([
  ['ocpp1.6', 'FormationViolation'],
  ['ocpp2.0.1', 'RpcFrameworkError'],
] as const)(
  'of a mebibyte are read in %s, larger ones are refused, and far larger ones end the connection',
  async (version, code) => {
    const id = await newId()
    const bare = await bareSocket(it.ocppUrl, id, { version })
    for (const bytes of [mebibyte - 1, mebibyte]) {
      bare.send(frameOf(`of ${bytes}`, bytes))
      expect((await bare.answerTo(`of ${bytes}`))[0]).toBe(3)
    }
    for (const bytes of [mebibyte + 1, 4 * mebibyte]) {
      bare.send(frameOf(`of ${bytes}`, bytes))
      expect((await bare.answerTo(`of ${bytes}`)).slice(0, 3)).toEqual([4, `of ${bytes}`, code])
    }
    bare.send(heartbeat('after'))
    expect((await bare.answerTo('after'))[0]).toBe(3)
    bare.send(frameOf('huge', 4 * mebibyte + 1))
    // RFC 6455 §7.4.1: too big to process.
    expect(await bare.closed).toBe(1009)
    const again = await bareSocket(it.ocppUrl, id, { version })
    again.send(heartbeat('again'))
    expect((await again.answerTo('again'))[0]).toBe(3)
  },
)

test('in many pieces, cut inside a character, with pings between, are one frame', async () => {
  const id = await newId()
  const { socket, answerTo } = await bareSocket(it.ocppUrl, id)
  const bytes = Buffer.from('[2,"pieces","DataTransfer",{"vendorId":"V","data":"\u20ac\u{1f50c}\u20ac"}]')
  for (let i = 0; i < bytes.length; i++) {
    socket.send(bytes.subarray(i, i + 1), { binary: false, fin: i === bytes.length - 1 })
    if (i % 10 === 0) socket.ping()
  }
  expect((await answerTo('pieces'))[2]).toMatchObject({ status: 'UnknownVendorId' })
  const { body } = await it.api('GET', `/stations/${id}/messages?action=DataTransfer`)
  expect(JSON.stringify(body.items)).toContain('\u20ac\u{1f50c}\u20ac')
})

/** A socket without a WebSocket: bytes as the story writes them. */
async function plainSocket() {
  const { port, hostname } = new URL(it.ocppUrl)
  const socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1')
  const seen = { text: '' }
  socket.on('data', (data) => {
    seen.text += data
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return { socket, seen }
}

const handshake = (id: string) =>
  Buffer.from(
    `GET /ocpp/${id} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n',
  )

test('that come a byte at a time, handshake and all, are answered like any other', async () => {
  const id = await newId()
  const { socket, seen } = await plainSocket()
  for (const byte of [...handshake(id), ...masked(JSON.stringify(heartbeat('drip')))]) {
    socket.write(Buffer.of(byte))
    await turn()
  }
  await until(() => seen.text.includes('[3,"drip",'))
  socket.destroy()
})

test('that come together with the handshake are answered like any other', async () => {
  const id = await newId()
  const { socket, seen } = await plainSocket()
  const frames = numbers(20).map((messageId) => masked(JSON.stringify(heartbeat(messageId))))
  socket.write(Buffer.concat([handshake(id), ...frames]))
  await until(() => seen.text.includes('[3,"m19",'))
  expect([...seen.text.matchAll(/\[3,"(m\d+)"/g)].map(([, messageId]) => messageId)).toEqual(numbers(20))
  socket.destroy()
})

test.each([
  ['unmasked', (frame: Buffer) => Buffer.concat([Buffer.of(0x81, frame.length - 6), frame.subarray(6)]), 1002],
  ['with reserved bits', (frame: Buffer) => Buffer.concat([Buffer.of(0xf1), frame.subarray(1)]), 1002],
  ['of an unknown opcode', (frame: Buffer) => Buffer.concat([Buffer.of(0x8b), frame.subarray(1)]), 1002],
  ['a continuation of nothing', (frame: Buffer) => Buffer.concat([Buffer.of(0x80), frame.subarray(1)]), 1002],
  ['no UTF-8', () => masked('\u00ff', 'latin1'), 1007],
  ['with a length beyond all memory', () => Buffer.from('81ff7fffffffffffffff00000000', 'hex'), 1009],
])(
  'that no WebSocket may send (%s) end that connection with the right code, and no other',
  async (_what, spoil, code) => {
    const id = await newId()
    const bystander = await it.station('BYSTANDER', { boot: false })
    const { socket, seen } = await plainSocket()
    socket.write(handshake(id))
    await until(() => seen.text.includes('\r\n\r\n'))
    const ended = once(socket, 'close')
    socket.write(spoil(masked(JSON.stringify(heartbeat('spoilt')))))
    await ended
    const [, frames = ''] = seen.text.split('\r\n\r\n')
    expect(Buffer.from(frames, 'latin1').subarray(0, 4)).toEqual(Buffer.of(0x88, 2, code >> 8, code & 0xff))
    expect(await bystander.call('Heartbeat', {})).toHaveProperty('currentTime')
    const again = await bareSocket(it.ocppUrl, id)
    again.send(heartbeat('again'))
    expect((await again.answerTo('again'))[0]).toBe(3)
  },
)

/** A text frame as a client sends it (RFC 6455 §5.2), under a mask of zeros. */
function masked(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): Buffer {
  const bytes = Buffer.from(text, encoding)
  return Buffer.concat([Buffer.of(0x81, 0x80 | bytes.length, 0, 0, 0, 0), bytes])
}
