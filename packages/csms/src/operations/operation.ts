/** Something asked of a station that takes a while: what we asked, what it said to that, and how far it is. */
import type { StationContext } from '../context.ts'
import { type Row, Writes } from '../db/writes.ts'
import { withoutSecrets } from '../secrets/secrets.ts'
import type { StationAnswer } from '../stations/call-station.ts'
import { commitBeforeSending } from './before-sending.ts'
import type { CommandContext } from './command.ts'
import { afterAnswer, afterWord, type JobState, jobColumns } from './job-state.ts'
import { dueAt } from './operation-deadline.ts'
import { noteAnswer, noteCanceled, type OperationQuery, operationFor } from './operation-store.ts'

export type OperationKind =
  | 'firmware'
  | 'publish-firmware'
  | 'diagnostics'
  | 'log'
  | 'base-report'
  | 'report'
  | 'monitoring-report'
  | 'charging-profiles'
  | 'display-messages'
  | 'customer-information'
  | 'der-control'
  | 'reset'

export interface Operation {
  readonly id: number
  readonly organisationId: string
  readonly stationId: string
  readonly kind: OperationKind
  readonly requestId: number | null
  /** The station's last word, in the wire's spelling; ours where it has not spoken: `Requested`, `NotSent`, `Unanswered`, `Receiving` … */
  readonly status: string
  readonly detail: OperationDetail
  /** For the last time: a retry is a request. */
  readonly requestedAt: Date
  readonly updatedAt: Date
  readonly job: JobState
  /** How often it was taken to be sent. */
  readonly attempts: number
  /** How long it is tried again when the station is not reached; null: once. */
  readonly tryUntil: Date | null
  /** Who asked for it. */
  readonly actor: string
  /** By its name in OCPP; null: asked for before that was kept. */
  readonly action: string | null
}

export interface OperationDetail {
  readonly request: Record<string, unknown>
  /** Each status the station told, by our clock. */
  readonly history?: readonly { readonly status: string; readonly at: string }[]
  /** What it reported, for those that report. */
  readonly items?: readonly unknown[]
  /** How long they are as JSON. */
  readonly itemsCharacters?: number
  /** More was reported than is kept. */
  readonly overfull?: true
  /** Sequence numbers of the report's parts seen. */
  readonly seqNos?: readonly number[]
  readonly [more: string]: unknown
}

/** Without the answer, which is written apart. */
export const operationRow = (operation: Operation): Row<'operation'> => ({
  id: operation.id,
  organisation_id: operation.organisationId,
  station_id: operation.stationId,
  kind: operation.kind,
  request_id: operation.requestId,
  status: operation.status,
  detail: JSON.stringify(operation.detail),
  requested_at: operation.requestedAt,
  updated_at: operation.updatedAt,
  attempts: operation.attempts,
  try_until: operation.tryUntil,
  actor: operation.actor,
  action: operation.action,
  ...jobColumns(operation.job),
})

/** A command that starts an operation. It is recorded before it leaves, so that the first notification finds it. */
export const startsOperation =
  (kind: OperationKind) =>
  async <Request extends object, Response extends object>(
    ctx: CommandContext,
    request: Request,
    send: () => Promise<StationAnswer<Response>>,
  ): Promise<StationAnswer<Response>> => {
    // One that is tried again was taken from the queue, which recorded it.
    const operation = ctx.operation ?? (await recordRequested(ctx, kind, request))
    const answer = await send()
    const [status, at] = [statusOf(answer), ctx.now()]
    const due = dueAt({ ...operation, status }, { at, told: false }, ctx.config)
    await noteAnswer(ctx.db, operation.id, {
      status,
      response: answer.outcome === 'answered' ? withoutSecrets(answer.response) : null,
      at,
      attempts: operation.attempts,
      job: afterAnswer(answer, status, at, { ...operation, dueAt: due }),
    })
    // L01.FR.24, N01.FR.12: what was under way is given up for this one.
    if (status === 'AcceptedCanceled') await noteCanceled(ctx.db, operation, at)
    tellOperation(ctx.writes, operation, status, at)
    return answer
  }

async function recordRequested(ctx: CommandContext, kind: OperationKind, request: object): Promise<Operation> {
  const now = ctx.now()
  const detail = { request: request as Record<string, unknown> }
  // The server may be gone before the answer is here.
  const due = dueAt({ kind, status: 'Requested', detail }, { at: now, told: false }, ctx.config)
  const operation: Operation = {
    id: await ctx.numbers.next(),
    organisationId: ctx.station.organisationId,
    stationId: ctx.station.id,
    kind,
    requestId: 'requestId' in request && typeof request.requestId === 'number' ? request.requestId : null,
    status: 'Requested',
    detail,
    requestedAt: now,
    updatedAt: now,
    job: { state: 'sending', dueAt: due, lease: null },
    attempts: 1,
    tryUntil: null,
    actor: ctx.actor,
    action: ctx.action,
  }
  const unsent: Operation = { ...operation, status: 'NotSent', job: { state: 'failed' } }
  await commitBeforeSending(ctx, writesOf(operation), writesOf(unsent))
  return operation
}

function writesOf(operation: Operation): Writes {
  const writes = new Writes()
  writes.put('operation', operationRow(operation))
  tellOperation(writes, operation, operation.status, operation.updatedAt)
  return writes
}

/** 1.6's UpdateFirmware and GetDiagnostics answer without a status: the answer itself is the yes. */
function statusOf(answer: StationAnswer<object>): string {
  switch (answer.outcome) {
    case 'answered':
      return 'status' in answer.response && typeof answer.response.status === 'string'
        ? answer.response.status
        : 'Accepted'
    case 'refused':
      return 'Refused'
    case 'timeout':
    case 'connection-lost':
    case 'invalid-response':
      return 'Unanswered'
    default:
      return 'NotSent'
  }
}

/** A download that tells each percent twice. */
const keptHistory = 200

/** The station tells how far it is. Answers the operation meant, or null: one we did not start, or it says that nothing runs. */
export async function recordProgress(
  ctx: StationContext,
  query: Omit<OperationQuery, 'stationId'>,
  status: string,
): Promise<Operation | null> {
  // OCPP 2.0.1 part 2, L01.FR.25: Idle answers a trigger while nothing is going on; what was before keeps its last word.
  if (status === 'Idle') return null
  const operation = await operationFor(ctx.db, { ...query, stationId: ctx.station.id })
  if (!operation) return null
  const at = ctx.now()
  const history = [...(operation.detail.history ?? []), { status, at: at.toISOString() }].slice(-keptHistory)
  return putOperation(ctx, operation, { status, detail: { ...operation.detail, history } })
}

export function putOperation(
  ctx: StationContext,
  before: Operation,
  change: Partial<Pick<Operation, 'status' | 'detail'>>,
): Operation {
  const at = ctx.now()
  const changed = { ...before, ...change, updatedAt: at }
  const operation = isUnsent(before)
    ? { ...changed, status: before.status }
    : { ...changed, job: jobAfterWord(changed, dueAt(changed, { at, told: true }, ctx.config)) }
  ctx.writes.put('operation', operationRow(operation))
  tellOperation(ctx.writes, operation, operation.status, operation.updatedAt)
  return operation
}

/** The try that is to come has not reached the station: what it tells is of a former one. */
const isUnsent = ({ job, status }: Operation): boolean =>
  job.state === 'queued' && (status === 'Requested' || status === 'NotSent')

/** What we gave up stays that; what the station tells of it is kept beside. */
const jobAfterWord = ({ job, status }: Operation, due: Date | null): JobState =>
  job.state === 'cancelled' ? job : afterWord(status, due)

export function tellOperation(writes: Writes, operation: Operation, status: string, at: Date): void {
  writes.event('operation.changed', {
    organisationId: operation.organisationId,
    stationId: operation.stationId,
    subject: String(operation.id),
    at,
    data: toldOf(operation, status),
  })
}

export const toldOf = ({ kind, requestId }: Operation, status: string): object => ({ kind, status, requestId })
