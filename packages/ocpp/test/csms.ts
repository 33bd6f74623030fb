import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { FrameRecord, IncomingCall } from '../src/exchange.ts'
import { type Connection, OcppServer, type OcppServerOptions } from '../src/server.ts'
import type { Session, SessionOptions } from '../src/session.ts'
import type { Version } from '../src/versions.ts'

export type Handle = (call: IncomingCall) => unknown

/** A CSMS that answers as told, and remembers its sessions and what it was not pleased with. */
export async function csms(
  handle: Handle,
  options: Partial<SessionOptions> = {},
  serverOptions: Partial<OcppServerOptions> = {},
): Promise<{
  url: string
  port: number
  server: OcppServer
  sessions: Session[]
  problems: FrameRecord[]
  errors: unknown[]
}> {
  const sessions: Session[] = []
  const problems: FrameRecord[] = []
  const errors: unknown[] = []
  const connect = (connection: Connection) => {
    sessions.push(
      connection.open({
        handle,
        onProblem: (record) => problems.push(record),
        onError: (error) => errors.push(error),
        ...options,
      }),
    )
  }
  const server = new OcppServer({ connect, ...serverOptions })
  const { port } = await server.listen(0, '127.0.0.1')
  onTestFinished(() => server.close(100))
  return { url: `ws://127.0.0.1:${port}/ocpp`, port, server, sessions, problems, errors }
}

/** A station that sends exactly what the test writes. */
export class RawStation {
  readonly socket: WebSocket
  readonly #received: string[] = []
  #arrived: (() => void) | undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      this.#received.push(data.toString())
      this.#arrived?.()
    })
  }

  static async connect(url: string, version: Version | Version[], identity = 'CS1'): Promise<RawStation> {
    const socket = new WebSocket(`${url}/${identity}`, version)
    const station = new RawStation(socket)
    await once(socket, 'open')
    return station
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The next frame from the other end. */
  async next(): Promise<unknown[]> {
    while (this.#received.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('nothing came')), 2000)
        this.#arrived = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return JSON.parse(this.#received.shift() ?? '')
  }

  async ask(frame: unknown): Promise<unknown[]> {
    this.send(frame)
    return this.next()
  }

  /** Whether nothing but the answer to a Heartbeat comes now. */
  async silent(): Promise<boolean> {
    const [type, id] = await this.ask([2, `silent-${Math.random()}`, 'Heartbeat', {}])
    return type === 3 && String(id).startsWith('silent-')
  }
}

export const clock = () => ({ currentTime: '2026-03-01T08:00:00Z' })
