/** Every exchange as a row of the message log: what came, what went, and what was wrong with it. */
import type { FrameRecord, IncomingCall } from '@busbar/ocpp/exchange'
import type { Version } from '@busbar/ocpp/versions'
import type { Context } from '../context.ts'
import { type Row, Writes } from '../db/writes.ts'
import { hideSecrets } from '../secrets/hide-secrets.ts'
import { type IsKeyCode, mayHoldSecretIn } from '../secrets/secrets.ts'
import { keptCharacters } from './allowance.ts'
import { type KeptText, keptDeviations, keptFrame } from './kept-text.ts'
import type { LiveStation } from './live-station.ts'

export type MessageOutcome =
  | {
      readonly outcome: 'answered'
      readonly response: string | null
      /** What of it could not be kept. */
      readonly problem: string | null
    }
  | { readonly outcome: 'refused'; readonly code: string; readonly problem: string; readonly response: string | null }

/** Is it short enough to be kept, and shows no secret? */
export const isKeptWhole = (station: LiveStation, call: IncomingCall, isKeyCode: IsKeyCode | undefined): boolean =>
  call.text.length <= keptCharacters(station) && !mayHoldSecretIn(call, station.version as Version, isKeyCode)

export function incomingRow(
  station: LiveStation,
  call: IncomingCall,
  result: MessageOutcome,
  of: { readonly answeredAt: Date; readonly isWhole: boolean; readonly isKeyCode: IsKeyCode | undefined },
): Row<'message'> {
  const { answeredAt, isWhole, isKeyCode } = of
  const refused = result.outcome === 'refused'
  const most = keptCharacters(station)
  const { text } = call
  const request = isWhole ? whole(text) : keptFrame(text, most, isKeyCode, call)
  return {
    bucket: station.bucket,
    organisation_id: station.organisationId,
    station_id: station.id,
    version: station.version ?? '',
    direction: 'in',
    action: call.action,
    message_id: call.messageId,
    at: call.receivedAt,
    answered_at: answeredAt,
    outcome: result.outcome,
    ...keptRequest(call.thinned ? { ...request, ...wholeOf(call.thinned) } : request),
    ...keptResponse(keptAnswer(result.response, most, isWhole)),
    error_code: refused ? result.code : null,
    problem: result.problem,
    problem_path: null,
    deviations: keptDeviations(call.deviations),
  }
}

/** An empty answer says no more than the id of a message that has been looked through. */
function keptAnswer(text: string | null, most: number, isLookedThrough: boolean): KeptText | null {
  if (text === null) return null
  return isLookedThrough && text.endsWith(',{}]') ? whole(text) : keptFrame(text, most)
}

const whole = (text: string): KeptText => ({ text, bytes: null, sha256: null })
const wholeOf = ({ bytes, sha256 }: NonNullable<IncomingCall['thinned']>) => ({ bytes, sha256 })

/** A frame in the columns of its row; one that never came is null. */
export const keptRequest = ({ text, bytes, sha256 }: KeptText) =>
  ({ request: text, request_bytes: bytes, request_sha256: sha256 }) satisfies Partial<Row<'message'>>

export const keptResponse = (kept: KeptText | null) =>
  ({
    response: kept?.text ?? null,
    response_bytes: kept?.bytes ?? null,
    response_sha256: kept?.sha256 ?? null,
  }) satisfies Partial<Row<'message'>>

/** What is malformed is kept to look at, not to replay: its beginning will do. */
const keptOfMalformed = 16_384

/** Frames that never reached a handler. */
export async function logProblem(
  ctx: Context,
  station: LiveStation,
  version: Version,
  record: FrameRecord,
): Promise<void> {
  const { action, messageId, problem, answer, at } = record
  ctx.log.debug({ stationId: station.id, action, problem }, 'a frame was refused')
  // While the database is away, the rows of messages that were answered need the room.
  if (ctx.writer.full) return
  if (!ctx.messageLog.isOn) {
    ctx.messageLog.countMissed()
    return
  }
  const most = keptCharacters(station)
  const mostOfIt = Math.min(most, action === undefined ? keptOfMalformed : most)
  const isKeyCode = ctx.keyCodes.testOf(station.organisationId)
  const row: Row<'message'> = {
    bucket: station.bucket,
    organisation_id: station.organisationId,
    station_id: station.id,
    version,
    direction: record.direction,
    action: action ?? null,
    message_id: messageId ?? null,
    at,
    answered_at: answer === undefined ? null : ctx.now(),
    outcome: action === undefined ? 'malformed' : 'refused',
    ...keptRequest(keptFrame(record.text, mostOfIt, isKeyCode)),
    ...keptResponse(answer === undefined ? null : keptFrame(answer, most)),
    error_code: problem?.code ?? null,
    problem: problem?.message ?? null,
    problem_path: problem?.path ?? null,
    deviations: null,
  }
  const writes = new Writes()
  writes.append('message', row)
  writes.bytes = row.request.length
  // A word that was none of its list, an address that was none, stand in what was wrong.
  hideSecrets(writes, isKeyCode)
  try {
    await ctx.writer.commit(writes)
  } catch (error) {
    ctx.log.warn({ err: error, stationId: station.id }, 'a refused frame was not logged')
    return
  }
  const { organisationId, id: stationId } = station
  ctx.feed.frame({ kind: 'message', organisationId, stationId, subject: action ?? null, at, data: row })
}
