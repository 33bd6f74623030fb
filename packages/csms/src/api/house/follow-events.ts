/** `GET /events`: the feed as server-sent events, for as long as the follower keeps up. */
import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../context.ts'
import type { EventKind } from '../../db/writes.ts'
import type { FeedEvent, TelemetryKind } from '../../events/feed.ts'
import { type Asking, bearerToken, operatorOf, organisationAsked, reader } from '../../http/door.ts'
import { ApiError, invalid } from '../../http/problem.ts'
import { endpoints } from '../endpoints.ts'
import type { Message } from '../stations/message-resource.ts'
import type { Event } from './event-resource.ts'
import { MessageStream } from './message-stream.ts'

const heartbeatMs = 15_000
/** A follower with this much unsent is slower than what happens: it is dropped, and goes on later from the last event it got. */
const mostUnsentBytes = 1024 * 1024

const read = reader(endpoints.followEvents)

/** A browser has one for each of its pages; an integration one. */
const mostOfToken = 100
/** Each holds a socket, and is told everything. */
const mostFollowers = 1000

const followers = new WeakMap<Context, Map<number, number>>()

/** A place among the followers, and how to leave it; throws when there is none. */
function takePlace(ctx: Context, tokenId: number): () => void {
  const counts = followers.get(ctx) ?? new Map<number, number>()
  followers.set(ctx, counts)
  const ofToken = counts.get(tokenId) ?? 0
  const all = counts.values().reduce((sum, count) => sum + count, 0)
  if (ofToken >= mostOfToken) throw new ApiError(429, 'too-many', `This token follows events ${mostOfToken} times`)
  if (all >= mostFollowers) throw new ApiError(429, 'too-many', `${mostFollowers} follow events`)
  counts.set(tokenId, ofToken + 1)
  return () => {
    const left = (counts.get(tokenId) ?? 1) - 1
    if (left > 0) counts.set(tokenId, left)
    else counts.delete(tokenId)
  }
}

export async function streamEvents(ctx: Context, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const asked = request.query as { readonly access_token?: unknown; readonly organisation?: unknown }
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const token = bearerToken(request) ?? textOf(asked.access_token) ?? null
  const organisation = organisationAsked(request) ?? textOf(asked.organisation)
  const asking: Asking = { token, organisation, needs: endpoints.followEvents.needs }
  const operator = operatorOf(ctx, asking)
  const { organisationId } = operator
  const { query } = read(request)
  const after = request.headers['last-event-id']
  const kinds = query.kinds === undefined ? undefined : kindsOf(query.kinds)
  const showMessages = wantsMessages(query.station, kinds)

  const leave = takePlace(ctx, operator.token.id)
  reply.hijack()
  const response = reply.raw
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  })
  const write = (frames: string | Buffer): void => {
    // After the end there may still be much that a follower has not read.
    if (response.writableEnded || frames.length === 0) return
    if (response.writableLength > mostUnsentBytes) response.destroy()
    else response.write(frames)
  }
  write('retry: 2000\n\n')
  const { station } = query
  const messages =
    station !== undefined && showMessages
      ? new MessageStream(operator, { organisationId, stationId: station }, (message) =>
          write(messageFrame(message, station)),
        )
      : null
  const stop = ctx.feed.subscribe(
    {
      organisationId,
      stationId: station,
      kinds,
      readingsOf: query.readingsOf,
      ...(typeof after === 'string' && after !== '' && { after }),
      ready: () => (response.writableNeedDrain ? drained(response) : null),
    },
    (told) => {
      if (told === 'dropped') return void response.destroy()
      if (told === 'reset') return write(resetFrame)
      if (messages && told.some(isOfLog)) messages.wake()
      write(framesOf(told))
    },
  )
  const heartbeat = setInterval(() => {
    if (response.writableEnded) response.destroy()
    else if (isStillAllowed(ctx, asking)) write(': still here\n\n')
    else response.end()
  }, heartbeatMs)
  response.once('close', () => {
    leave()
    clearInterval(heartbeat)
    stop()
    messages?.stop()
  })
}

/** Or closed: then there is nobody to wait for. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })

function isStillAllowed(ctx: Context, asking: Asking): boolean {
  try {
    operatorOf(ctx, asking)
    return true
  } catch {
    return false
  }
}

const resetFrame = 'event: reset\ndata: {}\n\n'

/** What is told to many is written once for all of them. */
const framesTold = new WeakMap<readonly FeedEvent[], Buffer>()
const frameTold = new WeakMap<FeedEvent, string>()

const framesOf = (told: readonly FeedEvent[]): Buffer =>
  framesTold.getOrInsertComputed(told, () => Buffer.from(told.map(frameOf).join('')))

const frameOf = (event: FeedEvent): string => (isOfLog(event) ? '' : frameTold.getOrInsertComputed(event, newFrame))

/** The row itself is read from the log. */
const isOfLog = ({ kind }: FeedEvent): boolean => kind === 'message'

function newFrame(event: FeedEvent): string {
  const id = event.id === null ? '' : `id: ${event.id}\n`
  return `${id}event: ${event.kind}\ndata: ${JSON.stringify(toEvent(event))}\n\n`
}

function messageFrame(message: Message, station: string): string {
  const event: Event = { kind: 'message', at: message.at, station, subject: message.action, data: message }
  return `event: message\ndata: ${JSON.stringify(event)}\n\n`
}

/** Frames are too many for those who did not ask for one station's. */
function wantsMessages(station: string | undefined, kinds: FeedEvent['kind'][] | undefined): boolean {
  if (station !== undefined) return kinds === undefined || kinds.includes('message')
  if (kinds?.includes('message')) throw invalid([{ path: 'station', message: 'is needed for the kind message' }])
  return false
}

const toEvent = (event: FeedEvent): Event => ({
  kind: event.kind,
  at: event.at.toISOString(),
  station: event.stationId,
  subject: event.subject,
  data: event.data as Record<string, unknown>,
})

const allKinds: Record<EventKind | TelemetryKind, true> = {
  'station.connected': true,
  'station.disconnected': true,
  'station.online': true,
  'station.offline': true,
  'station.booted': true,
  'station.changed': true,
  'station.unknown': true,
  'station.turned-away': true,
  'station.contested': true,
  'connector.status': true,
  'transaction.started': true,
  'transaction.updated': true,
  'transaction.ended': true,
  'reservation.changed': true,
  'operation.changed': true,
  'variables.changed': true,
  'command.answered': true,
  'station.notified': true,
  'security.event': true,
  'site.changed': true,
  'id-token.changed': true,
  'charging-profile.changed': true,
  'api-token.changed': true,
  'retention.changed': true,
  'message-log.changed': true,
  meter: true,
  message: true,
}

/** `transaction,meter`: the kinds so named, or that begin with it and a dot. */
function kindsOf(text: string): FeedEvent['kind'][] {
  return text.split(',').flatMap((name) => {
    const found = (Object.keys(allKinds) as FeedEvent['kind'][]).filter(
      (kind) => kind === name || kind.startsWith(`${name}.`),
    )
    if (found.length === 0) throw invalid([{ path: 'kinds', message: `there is no kind of event called ${name}` }])
    return found
  })
}
