/** What an operator does about an operation: give it up, or have it tried again. */
import { auditRow } from '../audit/audit-row.ts'
import type { OperatorContext } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { hidden } from '../secrets/secret-texts.ts'
import { isUnderWay, type JobStateName } from './job-state.ts'
import { type Operation, tellOperation } from './operation.ts'
import { moveJob, operationById } from './operation-store.ts'

export type Steered =
  | { readonly outcome: 'done'; readonly operation: Operation }
  | { readonly outcome: 'unknown' }
  /** It is over already, or still under way; or what was asked held a secret, which is not kept. */
  | { readonly outcome: 'refused'; readonly why: string }

const underWay: readonly JobStateName[] = ['queued', 'sending', 'waiting']
const over: readonly JobStateName[] = ['done', 'failed', 'overdue', 'cancelled']

/** Nothing more is awaited. A station that has it already is not told: OCPP has no word for that. */
export async function cancelOperation(ctx: OperatorContext, id: number): Promise<Steered> {
  const operation = await operationById(ctx.db, ctx.organisationId, id)
  if (!operation) return { outcome: 'unknown' }
  const now = ctx.now()
  const moved = await moveJob(ctx.db, id, underWay, { state: 'cancelled' }, { updated_at: now })
  if (!moved) return { outcome: 'refused', why: 'it is over already' }
  await tell(ctx, moved, 'operation.cancelled')
  return { outcome: 'done', operation: moved }
}

/** Sent again as it was, at once or when the station is there again, until the time that is given. */
export async function retryOperation(ctx: OperatorContext, id: number, until: Date): Promise<Steered> {
  const operation = await operationById(ctx.db, ctx.organisationId, id)
  if (!operation) return { outcome: 'unknown' }
  if (isUnderWay(operation.job)) return { outcome: 'refused', why: 'it is still under way' }
  if (operation.action === null) return { outcome: 'refused', why: 'it is of an older version: send the command anew' }
  if (JSON.stringify(operation.detail.request).includes(hidden))
    return { outcome: 'refused', why: 'what was asked held a secret, which is not kept: send the command anew' }
  const now = ctx.now()
  const job = { state: 'queued', nextTryAt: now } as const
  const again = { updated_at: now, requested_at: now, try_until: until, status: 'Requested' }
  const moved = await moveJob(ctx.db, id, over, job, again)
  if (!moved) return { outcome: 'refused', why: 'it is still under way' }
  await tell(ctx, moved, 'operation.retried')
  return { outcome: 'done', operation: moved }
}

async function tell(ctx: OperatorContext, operation: Operation, action: string): Promise<void> {
  const writes = new Writes()
  const at = ctx.now()
  const { organisationId, actor } = ctx
  const deed = { organisationId, actor, at, action, subjectType: 'operation', subjectId: String(operation.id) }
  writes.append('audit', auditRow({ ...deed, detail: { station: operation.stationId, kind: operation.kind } }))
  tellOperation(writes, operation, operation.status, at)
  await ctx.writer.commit(writes)
}
