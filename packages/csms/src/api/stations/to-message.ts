import { readLooseFrame } from '@busbar/ocpp/frames'
import { iso, isoOrNull, versionName } from '../../http/wire.ts'
import type { MessageRow } from '../../stations/message-list.ts'
import type { Message } from './message-resource.ts'

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    at: iso(row.at),
    answeredAt: isoOrNull(row.answered_at),
    direction: row.direction,
    version: versionName(row.version),
    action: row.action,
    messageId: row.message_id,
    outcome: row.outcome,
    request: payloadOf(row.request),
    response: row.response === null ? null : payloadOf(row.response),
    requestText: row.request,
    responseText: row.response,
    requestCut: cutOf(row.request_bytes, row.request_sha256),
    responseCut: cutOf(row.response_bytes, row.response_sha256),
    errorCode: row.error_code,
    problem: row.problem,
    problemPath: row.problem_path,
    deviations: row.deviations ?? [],
    durationMs: row.answered_at === null ? null : row.answered_at.getTime() - row.at.getTime(),
  }
}

const cutOf = (bytes: number | null, sha256: string | null): Message['requestCut'] =>
  bytes === null || sha256 === null ? null : { bytes, sha256 }

/** The payload of a frame, when it is one: CALL and SEND carry it fourth, CALLRESULT third; the rest are errors. */
function payloadOf(frame: string): unknown {
  const parts = parse(frame)
  if (!Array.isArray(parts)) return loosePayload(frame)
  const [type] = parts
  if (type === 2 || type === 6) return parts[3] ?? null
  if (type === 3) return parts[2] ?? null
  if (type === 4 || type === 5) return { errorCode: parts[2], errorDescription: parts[3], errorDetails: parts[4] }
  return null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Of a frame that was forgiven its slips. */
function loosePayload(frame: string): unknown {
  const read = readLooseFrame(frame, 'ocpp2.1')
  return 'payload' in read ? read.payload : null
}
