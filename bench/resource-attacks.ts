/** Kinds of nonsense that cost the server something: memory, time, disk. Each socket of an attack does the same, until it is told to stop. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { frame, handshake, RawClient } from './raw-client.ts'

export interface Attack {
  /** Stations that have to be announced beforehand, one for each socket. */
  readonly announced: boolean
  /** One socket's doings; comes back when what it did is over, and is begun again. */
  once(scene: Scene): Promise<void>
}

export interface Scene {
  readonly port: number
  /** Of this socket; an announced station where the attack wants one. */
  readonly id: string
  /** An announced station with a password that nobody here knows. */
  readonly locked: string
  readonly apiToken: string
  readonly stopped: () => boolean
  /** Anew with each call. */
  readonly newId: () => string
}

const mebibyte = 1024 * 1024

const dataTransfer = (bytes: number): Buffer => {
  const empty = '[2,"big","DataTransfer",{"vendorId":"V","data":""}]'
  return frame(empty.replace('"data":""', `"data":"${'d'.repeat(bytes - empty.length)}"`))
}

const boot = frame('[2,"boot","BootNotification",{"chargePointVendor":"Busbar","chargePointModel":"Nonsense"}]')

const clientOf = ({ port, id }: Scene) => RawClient.connect({ port, path: `/ocpp/${id}` })

/** The same bytes again and again, as fast as they are taken. */
const flood =
  (make: () => Buffer, { first = [] as readonly Buffer[], reads = true } = {}) =>
  async (scene: Scene): Promise<void> => {
    const client = await clientOf(scene)
    if (!client) return void (await sleep(200))
    if (!reads) client.socket.pause()
    for (const bytes of first) await client.write(bytes)
    const bytes = make()
    while (client.open && !scene.stopped()) await client.write(bytes)
    client.close()
  }

const many = (one: Buffer, times: number): Buffer => Buffer.concat(Array.from({ length: times }, () => one))

const heartbeats = (times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, (_, i) => frame(`[2,"${i}","Heartbeat",{}]`)))

const huge = () => {
  const value = '{"timestamp":"2026-03-01T08:00:00Z","sampledValue":[{"value":"1","measurand":"Power.Active.Import"}]}'
  const values = Array.from({ length: Math.floor((15 * mebibyte) / (value.length + 1)) }, () => value)
  const stop = `{"transactionId":1,"meterStop":10,"timestamp":"2026-03-01T09:00:00Z","transactionData":[${values.join()}]}`
  return frame(`[2,"huge","StopTransaction",${stop}]`)
}

export const attacks = {
  'large-pending': { announced: false, once: flood(() => dataTransfer(mebibyte)) },
  'large-admitted': { announced: true, once: flood(() => dataTransfer(mebibyte), { first: [boot] }) },
  'small-flood': { announced: true, once: flood(() => heartbeats(500), { first: [boot] }) },
  'fragments-unfinished': {
    announced: true,
    once: flood(() => frame(Buffer.alloc(16 * 1024, 'x'), { opcode: 'continuation', final: false }), {
      first: [frame('[2,"never","DataTransfer",', { final: false })],
    }),
  },
  'fragments-pending': {
    announced: false,
    once: flood(() => frame(Buffer.alloc(16 * 1024, 'x'), { opcode: 'continuation', final: false }), {
      first: [frame('[2,"never","DataTransfer",', { final: false })],
    }),
  },
  trickle: {
    announced: true,
    async once(scene) {
      const client = await clientOf(scene)
      if (!client) return void (await sleep(200))
      await client.write(frame('[2,"slow","DataTransfer",', { length: mebibyte }))
      while (client.open && !scene.stopped()) {
        await client.write(Buffer.from('x'))
        await sleep(100)
      }
      client.close()
    },
  },
  'deep-json': {
    announced: true,
    once: flood(
      () => {
        const depth = 400_000
        return frame(`[2,"deep","DataTransfer",{"vendorId":"V","data":${'['.repeat(depth)}${']'.repeat(depth)}}]`)
      },
      { first: [boot] },
    ),
  },
  'long-ids': { announced: true, once: flood(() => frame(`[2,"${'x'.repeat(500_000)}","Heartbeat",{}]`)) },
  malformed: { announced: true, once: flood(() => many(frame('{'), 500)) },
  'malformed-pending': { announced: false, once: flood(() => many(frame('{'), 500)) },
  pings: { announced: true, once: flood(() => many(frame('', { opcode: 'ping' }), 5_000)) },
  'slow-readers': { announced: true, once: flood(() => heartbeats(500), { first: [boot], reads: false }) },
  'huge-stop': { announced: true, once: flood(huge, { first: [boot] }) },
  knocking: {
    announced: false,
    async once({ port, newId }) {
      const client = await RawClient.connect({ port, path: `/ocpp/${newId()}` })
      if (!client) return void (await sleep(20))
      await client.write(boot)
      await sleep(20)
      client.close()
    },
  },
  'wrong-passwords': {
    announced: false,
    async once({ port, locked, newId }) {
      const credentials = Buffer.from(`${locked}:${newId()}`).toString('base64')
      const headers = [`Authorization: Basic ${credentials}`]
      const client = await RawClient.connect({ port, path: `/ocpp/${locked}`, headers })
      client?.close()
    },
  },
  storm: {
    announced: true,
    async once(scene) {
      const client = await clientOf(scene)
      await client?.write(boot)
      client?.close()
    },
  },
  'half-upgrades': {
    announced: false,
    async once({ port, id, stopped }) {
      const socket = connect(port, '127.0.0.1')
      let open = true
      socket.on('close', () => {
        open = false
      })
      socket.on('error', () => undefined)
      socket.write(handshake({ port, path: `/ocpp/${id}` }).slice(0, 80))
      while (open && !stopped()) {
        await sleep(200)
        if (open) socket.write('x')
      }
      socket.destroy()
    },
  },
  'api-bodies': {
    announced: false,
    async once({ port, stopped }) {
      const socket = connect(port, '127.0.0.1')
      let open = true
      socket.on('close', () => {
        open = false
      })
      socket.on('error', () => undefined)
      socket.resume()
      socket.write(
        'PUT /api/v1/stations/X HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n',
      )
      for (let sent = 0; open && !stopped() && sent < 1_000_000; sent += 10_000) {
        socket.write(Buffer.alloc(10_000, ' '))
        await sleep(5)
      }
      socket.destroy()
    },
  },
  followers: {
    announced: false,
    async once({ port, apiToken, stopped }) {
      const socket = connect(port, '127.0.0.1')
      let open = true
      socket.on('close', () => {
        open = false
      })
      socket.on('error', () => undefined)
      // It never reads.
      socket.pause()
      socket.write(`GET /api/v1/events?messages=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${apiToken}\r\n\r\n`)
      while (open && !stopped()) await sleep(100)
      socket.destroy()
      await sleep(50)
    },
  },
} satisfies Record<string, Attack>

export type AttackName = keyof typeof attacks
export const attackNames = Object.keys(attacks) as AttackName[]
