import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Credentials, readBasicAuth } from './basic-auth.ts'
import { Session, type SessionOptions, socketLimitBytes } from './session.ts'
import type { Tolerance } from './tolerance.ts'
import { type Version, versions } from './versions.ts'

export { passwordForms } from './basic-auth.ts'

/** A station at the door. */
export interface Upgrade {
  identity: string
  /** WebSocket subprotocols, in the station's order of preference. */
  offered: string[]
  /** HTTP Basic credentials, unchecked: the username must be the identity, and the password the station's. */
  authorization?: Credentials
  remoteAddress: string
  request: IncomingMessage
}

export type Admission =
  | { admit: true; tolerate?: readonly Tolerance[]; sessionOptions?: Partial<SessionOptions> }
  /** OCPP-J: 404 for an unknown station, 401 for wrong credentials. */
  | { admit: false; status: number; reason: string }

export interface Connection {
  identity: string
  version: Version
  remoteAddress: string
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
  maxFrameBytes?: number
  /** RFC 7692, which 2.x part 4 asks of a CSMS. Costs memory for every station that uses it. Default off. */
  compression?: boolean
  /** What went wrong at the door: an `admit` or `connect` that threw. */
  log?(message: string, error: unknown): void
}

/** The WebSocket door of a CSMS, for any number of HTTP servers, or with one of its own. */
export class OcppServer {
  readonly #options: OcppServerOptions
  readonly #sockets: WebSocketServer
  #http: Server | undefined

  constructor(options: OcppServerOptions) {
    this.#options = options
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: socketLimitBytes(options.maxFrameBytes),
      perMessageDeflate: options.compression
        ? { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 512 }
        : false,
      handleProtocols: (offered) => this.#choose(offered) ?? false,
    })
  }

  /** For an HTTP(S) server's `upgrade` event. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until the WebSocket exists nobody else listens, and an unheard 'error' would end the process.
    socket.on('error', ignore)
    this.#upgrade(request, socket, head).catch((error) => {
      this.#options.log?.('could not admit a charging station', error)
      refuse(socket, 500, 'the charging station could not be admitted')
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
    const http = createServer((_request, response) => this.answerPlain(response))
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
    const identity = this.#identityIn(request.url ?? '')
    if (identity === undefined) return refuse(socket, 404, `charging stations connect to ${this.#path}/<identity>`)
    const authorization = readBasicAuth(request.headers.authorization)
    const remoteAddress = request.socket.remoteAddress ?? ''
    const offered = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const upgrade: Upgrade = { identity, offered, remoteAddress, request, ...(authorization && { authorization }) }
    const admission = (await this.#options.admit?.(upgrade)) ?? { admit: true }
    if (socket.destroyed) return
    if (!admission.admit) return refuse(socket, admission.status, admission.reason)
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', ignore)
      this.#connect(webSocket, identity, remoteAddress, admission)
    })
  }

  #connect(
    webSocket: WebSocket,
    identity: string,
    remoteAddress: string,
    admission: Extract<Admission, { admit: true }>,
  ): void {
    const version = versions.find((name) => name === webSocket.protocol)
    if (!version) {
      // OCPP-J 1.6 §3.2, 2.x part 4 "Server response": complete the handshake without a subprotocol, then close immediately.
      webSocket.on('error', ignore)
      webSocket.close(1002, 'no common OCPP version')
      return
    }
    // Nothing is read before there is a session to read it.
    webSocket.pause()
    webSocket.on('error', ignore)
    const open = (options: Omit<SessionOptions, 'version' | 'side' | 'identity'>) => {
      const { maxFrameBytes } = this.#options
      const { tolerate, sessionOptions } = admission
      const own = { version, side: 'csms', identity } as const
      const session = new Session(webSocket, {
        ...(maxFrameBytes !== undefined && { maxFrameBytes }),
        ...(tolerate && { tolerate }),
        ...options,
        ...sessionOptions,
        ...own,
      })
      webSocket.off('error', ignore)
      webSocket.resume()
      return session
    }
    void this.#connected({ identity, version, remoteAddress, open }, webSocket)
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

  /** The station's order of preference decides (2.x part 4, 3.1.2). */
  #choose(offered: Iterable<string>): Version | undefined {
    for (const name of offered) if (this.#spoken.includes(name)) return name as Version
    return undefined
  }

  get #spoken(): readonly string[] {
    return this.#options.versions ?? versions
  }

  get #path(): string {
    return `/${segments(this.#options.path ?? '/ocpp').join('/')}`
  }

  /** 2.x part 4, 3.1.1: the endpoint, a slash, the percent-encoded identity. Empty segments come from endpoints configured with a slash at the end. */
  #identityIn(url: string): string | undefined {
    const base = segments(this.#options.path ?? '/ocpp')
    const path = segments(url.split('?', 1)[0] ?? '')
    if (path.length !== base.length + 1 || !base.every((segment, i) => segment === path[i])) return undefined
    try {
      return decodeURIComponent(path.at(-1) ?? '')
    } catch {
      return undefined
    }
  }
}

function segments(path: string): string[] {
  return path.split('/').filter(Boolean)
}

function ignore(): void {}

function refuse(socket: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`
  const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="OCPP"\r\n' : ''
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n${challenge}` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
