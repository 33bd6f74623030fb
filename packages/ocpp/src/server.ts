import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Credentials, readBasicAuth } from './basic-auth.ts'
import { ByteBudget } from './byte-budget.ts'
import { readPath, readSubprotocols, segments, versionNamed } from './door-reading.ts'
import { FrameGate } from './frame-gate.ts'
import { defaultLimits, type Limits, oversizeFactor, socketLimitBytes } from './limits.ts'
import { Session, type SessionOptions } from './session.ts'
import type { Tolerance } from './tolerance.ts'
import { type Version, versions } from './versions.ts'

export { passwordForms } from './basic-auth.ts'

/** A station at the door. */
export interface Upgrade {
  identity: string
  /** WebSocket subprotocols, in the station's order of preference and its spelling, each once. */
  offered: string[]
  /** HTTP Basic credentials, unchecked: the username must be the identity, and the password the station's. */
  authorization?: Credentials
  remoteAddress: string
  request: IncomingMessage
}

export type Admission =
  | {
      admit: true
      tolerate?: readonly Tolerance[]
      sessionOptions?: Partial<SessionOptions>
      /** What it speaks when it offers no subprotocol at all. Default: it is turned away (1002). */
      assume?: Version
      /** Whatever the one who admits wants the one who connects to know. */
      pass?: unknown
    }
  /** OCPP-J: 404 for an unknown station, 401 for wrong credentials. */
  | { admit: false; status: number; reason: string; retryAfterS?: number }

/** Somebody who was turned away without `admit` having said so. */
export interface TurnedAway {
  /** HTTP's status; 1002 (RFC 6455 §7.4.1) where the WebSocket was opened and closed again: no common version. */
  status: 400 | 404 | 1002
  reason: string
  /** As far as it can be known: a path that leads nowhere may still end in an identity. */
  identity: string | undefined
  offered: string[]
  request: IncomingMessage
}

export interface Connection {
  identity: string
  version: Version
  remoteAddress: string
  /** From the admission. */
  pass: unknown
  /** Starts the session. Frames that came before wait in the socket. */
  open(options: Omit<SessionOptions, 'version' | 'side' | 'identity'>): Session
}

export interface OcppServerOptions {
  /** The endpoint; stations connect to `<path>/<identity>`. Default `/ocpp`. */
  path?: string
  /** Default: all. */
  versions?: readonly Version[]
  /** Who may come in. Default: everybody. */
  admit?(upgrade: Upgrade): Promise<Admission> | Admission
  /** Must call `open`, at once or later; a station whose `connect` fails is turned away (1011). */
  connect(connection: Connection): Promise<void> | void
  /** Told of those nobody asked `admit` about, or who speak no version of ours. */
  turnedAway?(who: TurnedAway): void
  /** What a station may bring unless its session says otherwise. */
  limits?: Partial<Limits>
  /** The same as `limits.maxFrameBytes`. */
  maxFrameBytes?: number
  /** Bytes of all stations that may be in the house at once, read and not yet answered. Default 64 MiB. */
  maxBytesInFlight?: number
  /**
   * RFC 7692, which 2.x part 4 asks of a CSMS. Costs memory for every station that uses it, and what is compressed cannot be looked at
   * before it is read: an unfinished message has no time limit then. Default off.
   */
  compression?: boolean
  /** What went wrong at the door: an `admit` or `connect` that threw. */
  log?(message: string, error: unknown): void
}

/** The WebSocket door of a CSMS, for any number of HTTP servers, or with one of its own. */
export class OcppServer {
  readonly #options: OcppServerOptions
  readonly #sockets: WebSocketServer
  readonly #limits: Limits
  readonly #budget: ByteBudget
  #http: Server | undefined

  constructor(options: OcppServerOptions) {
    this.#options = options
    const { maxFrameBytes, limits, maxBytesInFlight } = options
    this.#limits = { ...defaultLimits, ...(maxFrameBytes !== undefined && { maxFrameBytes }), ...limits }
    this.#budget = new ByteBudget(maxBytesInFlight === undefined ? {} : { maxBytes: maxBytesInFlight })
    this.#sockets = new WebSocketServer({
      noServer: true,
      // The session looks itself, and may forgive.
      skipUTF8Validation: true,
      maxPayload: options.compression ? oversizeFactor * this.#limits.maxFrameBytes : socketLimitBytes(this.#limits),
      perMessageDeflate: options.compression
        ? { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 512 }
        : false,
      handleProtocols: (offered) => this.#choose(offered) ?? false,
    })
    // RFC 6455 §4.2.1: no key, another version of WebSocket, no GET.
    this.#sockets.on('wsClientError', (error, socket, request) => {
      this.#turnAway(socket, request, { status: 400, reason: `no WebSocket handshake: ${error.message}` })
    })
  }

  /** For an HTTP(S) server's `upgrade` event. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until the WebSocket exists nobody else listens, and an unheard 'error' would end the process.
    socket.on('error', ignore)
    this.#upgrade(request, socket, head).catch((error) => {
      this.#options.log?.('could not admit a charging station', error)
      refuse(socket, { status: 500, reason: 'the charging station could not be admitted' })
    })
  }

  /** For an HTTP(S) server's plain requests to the endpoint: somebody opens a station's URL in a browser. */
  answerPlain(response: ServerResponse): void {
    // RFC 9110 §15.5.22 and §7.8.
    const headers = { Upgrade: 'websocket', Connection: 'Upgrade', 'Content-Type': 'text/plain; charset=utf-8' }
    response
      .writeHead(426, headers)
      .end(
        `This URL is for charging stations. They speak OCPP-J here: WebSocket, subprotocol ${this.#spoken.join(', ')}.\n`,
      )
  }

  /** Stand-alone use. */
  async listen(port: number, host?: string): Promise<{ port: number }> {
    const http = createServer({ headersTimeout, connectionsCheckingInterval }, (_request, response) =>
      this.answerPlain(response),
    )
    http.on('upgrade', (request, socket, head) => this.handleUpgrade(request, socket, head))
    this.#http = http
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(port, host, resolve)
    })
    return { port: (http.address() as AddressInfo).port }
  }

  /** Says goodbye to every station (1001) and cuts off those that do not answer in time. */
  async close(graceMs = 2000): Promise<void> {
    const http = this.#http
    const closed = http && new Promise<void>((resolve) => http.close(() => resolve()))
    const sockets = [...this.#sockets.clients]
    const gone = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
    for (const socket of sockets) {
      socket.resume()
      socket.close(1001, 'the CSMS shuts down')
    }
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.terminate()
    }, graceMs)
    await gone
    clearTimeout(cut)
    this.#sockets.close()
    http?.closeAllConnections()
    await closed
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { identity } = readPath(request.url ?? '', this.#endpoint)
    if (identity === undefined) {
      const reason = `charging stations connect to ${this.#path}/<identity>`
      return this.#turnAway(socket, request, { status: 404, reason })
    }
    const authorization = readBasicAuth(request.headers.authorization)
    const remoteAddress = request.socket.remoteAddress ?? ''
    const offered = readSubprotocols(request.headers['sec-websocket-protocol'])
    const upgrade: Upgrade = { identity, offered, remoteAddress, request, ...(authorization && { authorization }) }
    const admission = (await this.#options.admit?.(upgrade)) ?? { admit: true }
    if (socket.destroyed) return
    if (!admission.admit) return refuse(socket, admission)
    // Our reading of it, which `ws` can read: for a repeat in the list it would refuse the whole handshake.
    if (offered.length > 0) request.headers['sec-websocket-protocol'] = offered.join(', ')
    else delete request.headers['sec-websocket-protocol']
    // A peer that is gone and answers no pings is noticed by its machine's silence.
    request.socket.setKeepAlive(true, tcpKeepAliveMs)
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', ignore)
      this.#connect(webSocket, upgrade, admission)
    })
  }

  #connect(webSocket: WebSocket, upgrade: Upgrade, admission: Extract<Admission, { admit: true }>): void {
    const { identity, remoteAddress, offered, request } = upgrade
    const version = versionNamed(webSocket.protocol) ?? (offered.length === 0 ? admission.assume : undefined)
    webSocket.on('error', ignore)
    if (!version) {
      // OCPP-J 1.6 §3.2, 2.x part 4 "Server response": complete the handshake without a subprotocol, then close immediately.
      webSocket.close(1002, 'no common OCPP version')
      this.#options.turnedAway?.({ status: 1002, reason: 'no common OCPP version', identity, offered, request })
      return
    }
    // Nothing is read before there is a session to read it.
    webSocket.pause()
    const open = (options: Omit<SessionOptions, 'version' | 'side' | 'identity'>) => {
      const { tolerate, sessionOptions } = admission
      const own = { version, side: 'csms', identity } as const
      const gate = webSocket.extensions === '' ? new FrameGate(request.socket, this.#budget) : null
      const session = new Session(
        webSocket,
        { limits: this.#limits, ...(tolerate && { tolerate }), ...options, ...sessionOptions, ...own },
        { budget: this.#budget, gate },
      )
      webSocket.off('error', ignore)
      webSocket.resume()
      return session
    }
    void this.#connected({ identity, version, remoteAddress, pass: admission.pass, open }, webSocket)
  }

  async #connected(connection: Connection, webSocket: WebSocket): Promise<void> {
    try {
      await this.#options.connect(connection)
    } catch (error) {
      this.#options.log?.(`could not serve ${connection.identity}`, error)
      webSocket.resume()
      webSocket.close(1011, 'the CSMS cannot serve this charging station now')
    }
  }

  #turnAway(socket: Duplex, request: IncomingMessage, { status, reason }: { status: 400 | 404; reason: string }): void {
    refuse(socket, { status, reason })
    const identity = readPath(request.url ?? '', this.#endpoint).guess
    const offered = readSubprotocols(request.headers['sec-websocket-protocol'])
    this.#options.turnedAway?.({ status, reason, identity, offered, request })
  }

  /** The station's order of preference decides (2.x part 4, 3.1.2). */
  #choose(offered: Iterable<string>): string | undefined {
    for (const name of offered) if (this.#spoken.includes(versionNamed(name) ?? '')) return name
    return undefined
  }

  get #spoken(): readonly string[] {
    return this.#options.versions ?? versions
  }

  get #endpoint(): string {
    return this.#options.path ?? '/ocpp'
  }

  get #path(): string {
    return `/${segments(this.#endpoint).join('/')}`
  }
}

const tcpKeepAliveMs = 60_000

/** An upgrade that is never finished (RFC 9112 §9.5 leaves it to the server how long it waits). */
export const headersTimeout = 15_000
export const connectionsCheckingInterval = 5_000

function ignore(): void {}

function refuse(
  socket: Duplex,
  { status, reason, retryAfterS }: { status: number; reason: string; retryAfterS?: number },
): void {
  const body = `${reason}\n`
  const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="OCPP"\r\n' : ''
  const retry = retryAfterS === undefined ? '' : `Retry-After: ${retryAfterS}\r\n`
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n${challenge}${retry}` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
