/** Operations of which nothing came in time are told as that, whether or not the station is there. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import { tellOperation } from './operation.ts'
import { overdue } from './operation-deadline.ts'
import { markOverdue, overdueOperations } from './operation-store.ts'

const lookEveryMs = 5_000

export const tellingOverdue = (ctx: Context): Loop => ({
  name: 'overdue operations',
  everyMs: lookEveryMs,
  scope: 'house',
  work: () => tellOverdue(ctx),
})

export async function tellOverdue(ctx: Context): Promise<void> {
  const now = ctx.now()
  for (const operation of await overdueOperations(ctx.db, now)) {
    const { detail, status: lastStatus } = operation
    const history = [...(detail.history ?? []), { status: overdue, at: now.toISOString() }]
    if (!(await markOverdue(ctx.db, operation.id, { ...detail, lastStatus, history }, now))) continue
    const writes = new Writes()
    tellOperation(writes, operation, overdue, now)
    await ctx.writer.commit(writes)
  }
}
