/** The one way out: searching for `callStation` lists everything we ever send. */
import { randomUUID } from 'node:crypto'
import type { CallOutcome } from '@busbar/ocpp/exchange'
import type { Context } from '../context.ts'
import { type Row, Writes } from '../db/writes.ts'
import { hideSecrets } from '../secrets/hide-secrets.ts'
import type { IsKeyCode } from '../secrets/secrets.ts'
import { keptCharacters } from './allowance.ts'
import { invitedBy } from './invited.ts'
import { keptDeviations, keptFrame } from './kept-text.ts'
import type { LiveStation } from './live-station.ts'
import { keptRequest, keptResponse } from './message-log.ts'
import { recordRefusal } from './record-refusal.ts'
import type { StationLink } from './station-link.ts'

export type StationAnswer<Response = unknown> =
  | { readonly outcome: 'answered'; readonly response: Response }
  /** The station's CALLERROR. */
  | { readonly outcome: 'refused'; readonly code: string; readonly description: string; readonly details: unknown }
  /** Not sent. */
  | { readonly outcome: 'offline' }
  /** Sent; the connection was gone before an answer came. Whether it was carried out is not known. */
  | { readonly outcome: 'connection-lost' }
  /** Sent, and no answer came, in time or before the connection was lost: nobody knows what the station made of it. */
  | { readonly outcome: 'timeout' }
  /** Not sent: as many calls wait for this station as we are willing to keep, or they took too long. */
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'invalid-response'; readonly code: string; readonly path: string; readonly message: string }

/** An operator may write any word into a trigger. */
const mostInvited = 64

/**
 * Sends one CALL and waits for its answer. The payload, which `send-command.ts` has checked, goes out as it is: order kept, omitted members omitted.
 */
export async function callStation(
  ctx: Context,
  stationId: string,
  action: string,
  request: object,
  options: { readonly timeoutMs?: number } = {},
): Promise<StationAnswer> {
  const station = ctx.stations.get(stationId)
  const link = station?.link
  if (!station || !link?.open) return { outcome: 'offline' }
  if (station.registration !== 'Accepted')
    for (const invited of invitedBy(action, request))
      if (station.invited.size < mostInvited) station.invited.add(invited)
  const messageId = randomUUID()
  const at = ctx.now()
  const outcome = await link.call(action, request, {
    messageId,
    timeoutMs: options.timeoutMs ?? ctx.config.callTimeoutMs,
    validate: false,
  })
  if ('sent' in outcome && outcome.sent !== undefined) {
    recordExchange(ctx, station, link, { action, messageId, at, request, sent: outcome.sent, outcome })
  }
  // It waited on a socket that was replaced before its turn came.
  else if (outcome.outcome === 'closed' && hasMoved(station, link))
    return callStation(ctx, stationId, action, request, options)
  return answerOf(outcome)
}

const hasMoved = ({ link }: LiveStation, from: StationLink): boolean =>
  link !== null && link !== from && link.open && link.version === from.version

function answerOf(outcome: CallOutcome): StationAnswer {
  switch (outcome.outcome) {
    case 'answered':
      return { outcome: 'answered', response: outcome.response }
    case 'refused': {
      const { code, description, details } = outcome
      return { outcome: 'refused', code, description, details }
    }
    case 'closed':
      return outcome.sent === undefined ? { outcome: 'offline' } : { outcome: 'connection-lost' }
    case 'invalid-response': {
      const { code, path, message } = outcome
      return { outcome: 'invalid-response', code, path, message }
    }
    default:
      return { outcome: outcome.outcome }
  }
}

interface Exchange {
  readonly action: string
  readonly messageId: string
  readonly at: Date
  readonly request: object
  readonly sent: string
  readonly outcome: CallOutcome
}

/** The writer keeps order: whatever the caller commits about this call is durable after the row of its message. */
function recordExchange(ctx: Context, station: LiveStation, link: StationLink, exchange: Exchange): void {
  count(ctx, station, exchange)
  if (!ctx.messageLog.isOn) {
    ctx.messageLog.countMissed()
    return
  }
  const isKeyCode = ctx.keyCodes.testOf(station.organisationId)
  const row = messageRow(station, link, exchange, { now: ctx.now(), isKeyCode })
  const writes = new Writes()
  writes.append('message', row)
  hideSecrets(writes, isKeyCode)
  writes.bytes = row.request.length + (row.response?.length ?? 0)
  const tell = () => {
    const { organisationId, id: stationId } = station
    ctx.feed.frame({
      kind: 'message',
      organisationId,
      stationId,
      subject: exchange.action,
      at: exchange.at,
      data: row,
    })
  }
  ctx.writer.commit(writes).then(tell, (error: unknown) => {
    ctx.log.error({ err: error, stationId: station.id, action: exchange.action }, 'a sent message was not logged')
  })
}

function count(ctx: Context, station: LiveStation, { action, outcome }: Exchange): void {
  if (outcome.outcome === 'answered' && outcome.deviations.length > 0) station.state.deviations += 1
  if (outcome.outcome !== 'invalid-response') return
  const { message: problem, tolerable: tolerances } = outcome
  recordRefusal(ctx, station, { direction: 'out', action, problem, tolerances })
}

/** OCPP 2.0.1 part 2, A01.FR.09: passwords are not kept in clear text. What holds no secret is kept as it left. */
function messageRow(
  station: LiveStation,
  link: StationLink,
  exchange: Exchange,
  { now, isKeyCode }: { now: Date; isKeyCode: IsKeyCode | undefined },
): Row<'message'> {
  const { action, messageId, at, outcome } = exchange
  const received = 'received' in outcome ? outcome.received : null
  const most = keptCharacters(station)
  return {
    bucket: station.bucket,
    organisation_id: station.organisationId,
    station_id: station.id,
    version: link.version,
    direction: 'out',
    action,
    message_id: messageId,
    at,
    answered_at: received === null ? null : now,
    outcome: outcome.outcome,
    ...keptRequest(keptFrame(exchange.sent, most, isKeyCode)),
    ...keptResponse(received === null ? null : keptFrame(received, most, isKeyCode)),
    error_code: 'code' in outcome ? outcome.code : null,
    problem: problemOf(outcome),
    problem_path: outcome.outcome === 'invalid-response' ? outcome.path : null,
    deviations: 'deviations' in outcome ? keptDeviations(outcome.deviations) : null,
  }
}

function problemOf(outcome: CallOutcome): string | null {
  if (outcome.outcome === 'refused') return outcome.description
  if (outcome.outcome === 'invalid-response') return outcome.message
  return outcome.outcome === 'closed' ? 'the connection was lost before an answer came' : null
}
