/** Operations that are tried again: each by the node that owns its station, when that is there. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import type { CommandTable } from '../operations/command.ts'
import type { Lease } from '../operations/job-state.ts'
import { type Operation, tellOperation } from '../operations/operation.ts'
import { moveJob, queuedOperations, requeueOrphans } from '../operations/operation-store.ts'
import { sendCommand } from './send-command.ts'

const everyMs = 2_000
const atOnce = 50
/** Longer than a station may take to answer. */
const leaseMs = 5 * 60_000
/** Who is not there is looked for again after that. */
const lookAgainMs = 15_000

/** `holder`: this node. */
export const sendingQueued = (ctx: Context, table: CommandTable, holder: string): Loop => ({
  name: 'queued operations',
  everyMs,
  scope: 'own-stations',
  work: () => sendQueued(ctx, table, holder),
})

export async function sendQueued(ctx: Context, table: CommandTable, holder: string): Promise<void> {
  await requeueOrphans(ctx.db, ctx.now())
  const due = await queuedOperations(ctx.db, ctx.now(), atOnce)
  await Promise.all(due.map((operation) => sendOne(ctx, table, operation, holder)))
}

async function sendOne(ctx: Context, table: CommandTable, operation: Operation, holder: string): Promise<void> {
  const now = ctx.now()
  const { id, tryUntil, stationId, action } = operation
  if (action === null || tryUntil === null || tryUntil < now) {
    await fail(ctx, id, 'queued')
    return
  }
  const station = ctx.stations.get(stationId)
  if (!station?.link?.open) {
    const next = new Date(Math.min(now.getTime() + lookAgainMs, tryUntil.getTime()))
    await moveJob(ctx.db, id, ['queued'], { state: 'queued', nextTryAt: next }, { updated_at: operation.updatedAt })
    return
  }
  const lease: Lease = { holder, until: new Date(now.getTime() + leaseMs) }
  const claimed = await moveJob(ctx.db, id, ['queued'], { state: 'sending', dueAt: null, lease }, { updated_at: now })
  if (!claimed) return
  const { actor, detail } = claimed
  const { outcome } = await sendCommand(ctx, table, {
    ...{ station, action, actor, payload: detail.request, operation: claimed },
    // It is one of the parts already, if it had any.
    raw: true,
  })
  // The station came back with another version: no further try makes that good.
  if (outcome === 'invalid' || outcome === 'unsupported') await fail(ctx, id, 'sending')
}

async function fail(ctx: Context, id: number, from: 'queued' | 'sending'): Promise<void> {
  const now = ctx.now()
  const failed = await moveJob(ctx.db, id, [from], { state: 'failed' }, { updated_at: now, status: 'NotSent' })
  if (!failed) return
  const writes = new Writes()
  tellOperation(writes, failed, failed.status, now)
  await ctx.writer.commit(writes)
}
