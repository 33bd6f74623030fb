/** What an operator does about an operation: give it up, or have it tried again. */
import { inChange, record } from '../audit/change.ts'
import type { OperatorContext } from '../context.ts'
import { hidden } from '../secrets/secret-texts.ts'
import { isUnderWay, type JobState, type JobStateName, over, underWay } from './job-state.ts'
import { type Operation, toldOf } from './operation.ts'
import { moveJob, operationById } from './operation-store.ts'

export type Steered =
  | { readonly outcome: 'done'; readonly operation: Operation }
  | { readonly outcome: 'unknown' }
  /** It is over already, or still under way; or what was asked held a secret, which is not kept. */
  | { readonly outcome: 'refused'; readonly why: string }

/** Nothing more is awaited. A station that has it already is not told: OCPP has no word for that. */
export async function cancelOperation(ctx: OperatorContext, id: number): Promise<Steered> {
  const operation = await operationById(ctx.db, ctx.organisationId, id)
  if (!operation) return { outcome: 'unknown' }
  const moved = await move(ctx, id, { change: 'cancelled', from: underWay, job: { state: 'cancelled' } })
  return moved ? { outcome: 'done', operation: moved } : { outcome: 'refused', why: 'it is over already' }
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
  const job: JobState = { state: 'queued', nextTryAt: now }
  const again = { requested_at: now, try_until: until, status: 'Requested' }
  const moved = await move(ctx, id, { change: 'retried', from: over, job, again })
  return moved ? { outcome: 'done', operation: moved } : { outcome: 'refused', why: 'it is still under way' }
}

interface Move {
  readonly change: 'cancelled' | 'retried'
  readonly from: readonly JobStateName[]
  readonly job: JobState
  readonly again?: { readonly requested_at: Date; readonly try_until: Date; readonly status: string }
}

/** null: somebody was first. */
const move = (ctx: OperatorContext, id: number, { change, from, job, again }: Move): Promise<Operation | null> =>
  inChange(ctx, async (db) => {
    const moved = await moveJob(db, id, from, job, { updated_at: ctx.now(), ...again })
    if (!moved) return null
    const { stationId, kind, status } = moved
    await record(ctx, db, {
      change,
      subjectType: 'operation',
      subject: String(id),
      event: 'operation.changed',
      told: toldOf(moved, status),
      stationId,
      detail: { station: stationId, kind },
    })
    return moved
  })
