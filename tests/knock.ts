/** A handshake and nothing more: what somebody hears at the door. */
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'

export interface Knock {
  /** HTTP's status; 101: it is open. */
  readonly status: number
  readonly retryAfterS: number | null
  /** Of a door that opened; whoever knocked closes it. */
  readonly socket: Socket
}

export interface KnockOptions {
  /** Any of 127.0.0.0/8 stands for another address. */
  readonly from?: string
  readonly password?: string
  readonly username?: string
  readonly headers?: Record<string, string>
  /** Instead of `/ocpp/<id>`. */
  readonly path?: string
}

export async function knock(ocppUrl: string, id: string, options: KnockOptions = {}): Promise<Knock> {
  const { hostname, port } = new URL(ocppUrl)
  const { from, password, username = id, headers, path = `/ocpp/${encodeURIComponent(id)}` } = options
  const { promise, resolve, reject } = Promise.withResolvers<Knock>()
  const attempt = request({
    host: hostname,
    port,
    path,
    ...(from !== undefined && { localAddress: from }),
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-protocol': 'ocpp1.6',
      ...(password !== undefined && {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      }),
      ...headers,
    },
  })
  const answered = ({ statusCode = 0, headers, socket }: IncomingMessage) => {
    socket.on('error', () => {})
    const retryAfterS = headers['retry-after'] === undefined ? null : Number(headers['retry-after'])
    resolve({ status: statusCode, retryAfterS, socket })
  }
  attempt.on('response', (response) => {
    response.resume()
    answered(response)
  })
  attempt.on('upgrade', answered)
  attempt.on('error', reject)
  attempt.end()
  return promise
}

/** The status alone; a door that opened is closed again. */
export async function statusAtDoor(ocppUrl: string, id: string, options: KnockOptions = {}): Promise<number> {
  const { status, socket } = await knock(ocppUrl, id, options)
  socket.destroy()
  return status
}
