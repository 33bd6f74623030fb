/** Ends a transaction that will never end by itself, on an operator's word. */
import { auditRow } from '../audit/audit-row.ts'
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { close, lastSignOf } from './transaction.ts'
import { transactionById } from './transaction-store.ts'
import { writeClose } from './write-transaction.ts'

/** By whom and why is kept. What the station says about it later still counts; see `ended-after-close`. */
export async function closeTransaction(
  ctx: Context,
  id: number,
  { by, note }: { by: string; note: string },
): Promise<void> {
  const transaction = await transactionById(ctx, id)
  if (transaction === null || transaction.state === 'closed') return
  const now = ctx.now()
  const writes = new Writes()
  close(transaction, { by, note, stoppedAt: lastSignOf(transaction), now })
  writeClose(writes, transaction, 'Operator', now)
  writes.append(
    'audit',
    auditRow({
      organisationId: transaction.organisationId,
      actor: by,
      at: now,
      action: 'transaction.closed',
      subjectType: 'transaction',
      subjectId: String(id),
      detail: { note },
    }),
  )
  await ctx.writer.commit(writes)
}
