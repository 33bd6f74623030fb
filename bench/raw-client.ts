/** A WebSocket client by hand, for what no library would send: any frame, any half of one, as fast as the network takes it. */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface RawClientOptions {
  readonly port: number
  readonly path: string
  readonly protocol?: string
  readonly headers?: readonly string[]
}

export class RawClient {
  readonly socket: Socket
  /** Bytes that came back. */
  received = 0

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (data: Buffer) => {
      this.received += data.length
    })
  }

  get open(): boolean {
    return !this.socket.destroyed && this.socket.writable
  }

  /** null: it was not let in. */
  static connect(options: RawClientOptions): Promise<RawClient | null> {
    return new Promise((resolve) => {
      const socket = connect(options.port, '127.0.0.1')
      const give = (client: RawClient | null) => {
        clearTimeout(tooLong)
        if (!client) socket.destroy()
        resolve(client)
      }
      const tooLong = setTimeout(give, 5_000, null)
      socket.on('error', () => give(null))
      socket.on('close', () => give(null))
      socket.once('data', (data: Buffer) => {
        give(data.toString('latin1', 0, 12) === 'HTTP/1.1 101' ? new RawClient(socket) : null)
      })
      socket.write(handshake(options))
    })
  }

  /** Resolves when the network has taken it, or the socket is gone. */
  write(bytes: Buffer): Promise<void> {
    if (!this.open) return Promise.resolve()
    if (this.socket.write(bytes)) return new Promise((resolve) => setImmediate(resolve))
    return new Promise((resolve) => {
      const done = () => {
        this.socket.off('drain', done).off('close', done)
        resolve()
      }
      this.socket.once('drain', done).once('close', done)
    })
  }

  close(): void {
    this.socket.destroy()
  }
}

export function handshake({ path, protocol = 'ocpp1.6', headers = [] }: RawClientOptions): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${protocol}`,
    ...headers,
    '\r\n',
  ].join('\r\n')
}

const opcodes = { continuation: 0, text: 1, ping: 9 } as const

/** A frame as a client sends it (RFC 6455 §5.2), under a mask of zeros. `length` may promise more than comes. */
export function frame(
  payload: string | Buffer,
  { opcode = 'text' as keyof typeof opcodes, final = true, length = Buffer.byteLength(payload) } = {},
): Buffer {
  const first = (final ? 0x80 : 0) | opcodes[opcode]
  const head = length < 126 ? Buffer.of(first, 0x80 | length) : Buffer.alloc(length < 65_536 ? 4 : 10)
  if (length >= 126) {
    head[0] = first
    head[1] = 0x80 | (length < 65_536 ? 126 : 127)
    if (length < 65_536) head.writeUInt16BE(length, 2)
    else head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, Buffer.alloc(4), Buffer.from(payload)])
}
