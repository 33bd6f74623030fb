import type { SecureContextOptions } from 'node:tls'
import { WebSocket } from 'ws'
import { writeBasicAuth } from './basic-auth.ts'
import { defaultLimits, socketLimitBytes } from './limits.ts'
import { Session, type SessionOptions } from './session.ts'
import { type Version, versions } from './versions.ts'

export interface ConnectOptions extends Omit<SessionOptions, 'version' | 'side' | 'identity'> {
  /** The CSMS's endpoint, `ws://host:8080/ocpp`; the identity is appended. */
  url: string
  identity: string
  /** In order of preference. */
  versions: readonly Version[]
  /** HTTP Basic authentication, with the identity as the username. Bytes for a 1.6 AuthorizationKey. */
  password?: string | Buffer
  /** Default 10 s. */
  connectTimeoutMs?: number
  /** For `wss`: the CSMS's root certificates, the station's own certificate. */
  tls?: SecureContextOptions
  /** Offers RFC 7692 to the CSMS. Default off. */
  compression?: boolean
}

/** No session came about. `status` is the HTTP status the CSMS refused with, when it did. */
export class ConnectError extends Error {
  readonly reason: string
  readonly status: number | undefined

  constructor(reason: string, status?: number) {
    super(status === undefined ? reason : `${status}: ${reason}`)
    this.name = 'ConnectError'
    this.reason = reason
    this.status = status
  }
}

/** Connects a charging station. The session speaks the version the CSMS chose. */
export function connect(options: ConnectOptions): Promise<Session> {
  const { url, identity, password, tls, connectTimeoutMs = 10_000 } = options
  const socket = new WebSocket(`${url.replace(/\/+$/, '')}/${encodeURIComponent(identity)}`, [...options.versions], {
    ...tls,
    handshakeTimeout: connectTimeoutMs,
    // The session looks itself.
    skipUTF8Validation: true,
    maxPayload: socketLimitBytes({ ...defaultLimits, ...options.limits }),
    perMessageDeflate: options.compression === true,
    ...(password !== undefined && { headers: { authorization: writeBasicAuth(identity, password) } }),
  })
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      reject(new ConnectError(response.statusMessage ?? 'refused', response.statusCode))
      socket.terminate()
    })
    const onError = (error: Error) => reject(new ConnectError(error.message))
    socket.on('error', onError)
    socket.once('open', () => {
      socket.off('error', onError)
      const version = versions.find((name) => name === socket.protocol)
      if (version) resolve(new Session(socket, { ...options, version, side: 'station' }))
      else reject(new ConnectError('the CSMS speaks none of our OCPP versions'))
    })
  })
}
