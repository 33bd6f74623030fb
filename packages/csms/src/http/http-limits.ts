/** What one peer of the HTTP door may take of us: time, sockets, depth. WebSockets are the business of `ocpp`'s door once they are upgraded. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { ApiError } from './problem.ts'

export interface Timeouts {
  /** A request line with its headers is sent in one packet, or two. */
  readonly headersMs: number
  /** The slowest honest upload: a mebibyte at 35 KB/s. */
  readonly requestMs: number
  readonly keepAliveMs: number
  /** How often Node looks who is too slow. */
  readonly checkEveryMs: number
}

export const usualTimeouts: Timeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 30_000,
  checkEveryMs: 2_000,
}
export const mostHeaderBytes = 16 * 1024
export const mostBodyBytes = 1024 * 1024

/** Sockets that say nothing: between two requests, or before their first. */
const mostSilent = 1_000

/**
 * Silence costs a peer nothing. When too many are silent, the one that has been for longest gives its place: honest clients open another
 * connection, and a station's first request comes at once.
 */
export function limitSilence(server: Server, most = mostSilent): void {
  const silent = new Set<Socket>()
  const wait = (socket: Socket) => {
    silent.add(socket)
    if (silent.size <= most) return
    const [longest] = silent
    longest?.destroy()
  }
  server.on('connection', (socket) => {
    socket.once('close', () => silent.delete(socket))
    wait(socket)
  })
  server.on('upgrade', (_request, socket) => silent.delete(socket as Socket))
  server.on('request', ({ socket }, response) => {
    silent.delete(socket)
    response.once('finish', () => {
      if (!socket.destroyed) wait(socket)
    })
  })
}

/** What was refused before its body had come is not waited for: Node would read all of it to find the next request. */
export function closeUnread(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (!request.raw.complete) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request) => {
    if (!request.raw.complete) request.raw.socket.destroySoon()
  })
  // Nor is the body of what leads nowhere.
  app.addHook('onRequest', async (request) => {
    if (request.is404 && request.method !== 'GET' && request.method !== 'HEAD') throw new ApiError(404, 'not-found')
  })
}

/** No resource is half as deep; what is, breaks whoever walks through it. */
const deepest = 64

/** Looks at the text: parsing it is what should not happen. */
export function isTooDeep(json: string): boolean {
  let depth = 0
  let isText = false
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (isText) {
      if (code === backslash) i++
      else if (code === quote) isText = false
    } else if (code === quote) isText = true
    else if (code === openBracket || code === openBrace) {
      if (++depth > deepest) return true
    } else if (code === closeBracket || code === closeBrace) depth--
  }
  return false
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [...'"\\[]{}'].map((character) =>
  character.charCodeAt(0),
)
