/** Operations that are tried again: each by the node that owns its station, when that is there. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import type { CommandTable } from '../operations/command.ts'
import { type Operation, tellOperation } from '../operations/operation.ts'
import { dueAt } from '../operations/operation-deadline.ts'
import {
  claim,
  failQueued,
  firstQueued,
  moveJob,
  queuedOperation,
  requeueOrphans,
} from '../operations/operation-store.ts'
import { sendCommand } from './send-command.ts'

const everyMs = 2_000
/** Begun in one turn. */
const atOnce = 50
/** Longer than a station may take to answer. */
const leaseMs = 5 * 60_000

/** `holder`: this node. */
export function sendingQueued(ctx: Context, table: CommandTable, holder: string): Loop {
  const sending = new Set<string>()
  const work = () => sendQueued({ ctx, table, holder, sending })
  return { name: 'queued operations', everyMs, scope: 'own-stations', work }
}

interface Queue {
  readonly ctx: Context
  readonly table: CommandTable
  readonly holder: string
  /** Stations that have not answered yet. Each gets one after the other, and no turn waits for any. */
  readonly sending: Set<string>
}

async function sendQueued(queue: Queue): Promise<void> {
  const { ctx, sending } = queue
  await requeueOrphans(ctx.db, ctx.now())
  await tellAll(ctx, await failQueued(ctx.db, ctx.now()))
  const ready = (await firstQueued(ctx.db, ctx.now())).filter((of) => isThere(ctx, of) && !sending.has(of.stationId))
  for (const { id, stationId } of ready.slice(0, atOnce)) {
    sending.add(stationId)
    sendOne(queue, id)
      .catch((error: unknown) => ctx.log.warn({ err: error, operation: id }, 'a queued operation was not sent'))
      .finally(() => sending.delete(stationId))
  }
}

/** A station of this id may be another organisation's by now. */
function isThere({ stations }: Context, of: Pick<Operation, 'stationId' | 'organisationId'>): boolean {
  const station = stations.get(of.stationId)
  return station?.organisationId === of.organisationId && station.link?.open === true
}

async function sendOne({ ctx, table, holder }: Queue, id: number): Promise<void> {
  const operation = await queuedOperation(ctx.db, id)
  const station = operation && isThere(ctx, operation) && ctx.stations.get(operation.stationId)
  if (!station || operation.action === null) return
  const at = ctx.now()
  const due = dueAt({ ...operation, status: 'Requested' }, { at, told: false }, ctx.config)
  const claimed = await claim(ctx.db, operation, { holder, leaseMs, dueAt: due, at })
  if (!claimed) return
  await tellAll(ctx, [claimed])
  const { action, actor, detail } = { ...claimed, action: operation.action }
  const { outcome } = await sendCommand(ctx, table, {
    ...{ station, action, actor, payload: detail.request, operation: claimed },
    // It is one of the parts already, if it had any.
    raw: true,
  })
  // The station came back with another version: no further try makes that good.
  if (outcome !== 'invalid' && outcome !== 'unsupported') return
  const failed = await moveJob(ctx.db, id, ['sending'], { state: 'failed' }, { updated_at: at, status: 'NotSent' })
  if (failed) await tellAll(ctx, [failed])
}

async function tellAll(ctx: Context, operations: readonly Operation[]): Promise<void> {
  if (operations.length === 0) return
  const writes = new Writes()
  for (const operation of operations) tellOperation(writes, operation, operation.status, ctx.now())
  await ctx.writer.commit(writes)
}
