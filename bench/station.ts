/** A charging station of the load generator: one bare socket, one open CALL, no state to speak of. */
import { WebSocket } from 'ws'

type AnswerListener = (message: Buffer) => void

export class BenchStation {
  private readonly socket: WebSocket
  private onAnswer: AnswerListener | null = null
  private onEnd: ((why: string) => void) | null = null
  private calls = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => this.receive(data))
    socket.on('close', (code, reason) => this.onEnd?.(`socket closed: ${code} ${reason.toString()}`))
    socket.on('error', () => undefined) // `close` follows
  }

  static connect(url: string, protocol: string): Promise<BenchStation> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, protocol, { perMessageDeflate: false, handshakeTimeout: 60_000 })
      const station = new BenchStation(socket)
      socket.once('open', () => resolve(station))
      socket.once('error', reject)
    })
  }

  private receive(data: Buffer): void {
    // `[2,`: a CALL of the CSMS. What it asks is not what is measured here.
    if (data[1] === 0x32 && !this.echoes) this.refuse(data)
    else this.onAnswer?.(data)
  }

  /** Set for the echo server, which sends our own CALLs back. */
  echoes = false

  private refuse(data: Buffer): void {
    const [, messageId] = JSON.parse(data.toString()) as [number, string]
    this.socket.send(JSON.stringify([4, messageId, 'NotSupported', '', {}]))
  }

  /** From now on answers and the end of the connection are told here. */
  listen(onAnswer: AnswerListener, onEnd: (why: string) => void): void {
    this.onAnswer = onAnswer
    this.onEnd = onEnd
  }

  send(frame: Buffer): void {
    this.socket.send(frame, { binary: false })
  }

  /** One CALL and its answer's payload. Not for measuring. */
  call(action: string, payload: object): Promise<Record<string, unknown>> {
    this.calls += 1
    const messageId = `setup-${this.calls}`
    return new Promise((resolve, reject) => {
      this.listen((message) => {
        const [type, id, ...rest] = JSON.parse(message.toString()) as [number, string, ...unknown[]]
        if (id !== messageId) return
        if (type === 3) resolve(rest[0] as Record<string, unknown>)
        else reject(new Error(`${action}: ${JSON.stringify(rest)}`))
      }, reject)
      this.socket.send(JSON.stringify([2, messageId, action, payload]))
    })
  }

  close(): void {
    this.onEnd = null
    this.socket.terminate()
  }
}
