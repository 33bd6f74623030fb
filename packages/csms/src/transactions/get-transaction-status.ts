/** The command GetTransactionStatus. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { afterAnswer, type Command, type CommandContext } from '../operations/command.ts'
import { liveNamesakes } from '../stations/live-transactions.ts'
import { clearOver, markOver } from './probably-over.ts'
import { close, isRevived, lastSignOf, revive, type Transaction } from './transaction.ts'
import { putWhole, tellOf, writeClose } from './write-transaction.ts'

/**
 * OCPP 2.0.1 part 2, E14. One that neither runs nor has messages waiting will never end by itself: the station has ended or forgotten
 * it; with messages waiting, they will say how it ended. One we had given up for lost, and that does run, is open again.
 */
export const getTransactionStatus201: Command<
  v201.GetTransactionStatusRequest | v21.GetTransactionStatusRequest,
  v201.GetTransactionStatusResponse | v21.GetTransactionStatusResponse
> = afterAnswer((ctx, { transactionId }, { ongoingIndicator, messagesInQueue }) => {
  const transaction = transactionId === undefined ? undefined : liveNamesakes(ctx.station, transactionId).at(-1)
  if (!transaction) return
  const now = ctx.now()
  if (ongoingIndicator === true) goesOn(ctx, transaction, now)
  else if (transaction.state !== 'open' || ongoingIndicator !== false) return
  else if (messagesInQueue) {
    if (markOver(transaction, 'status', now)) keep(ctx, transaction, now)
  } else {
    const note = 'the charging station neither runs it nor has more to tell of it'
    close(transaction, { flag: 'abandoned', by: 'rule', note, stoppedAt: lastSignOf(transaction), now })
    writeClose(ctx.writes, transaction, 'Abandoned', now)
  }
})

function goesOn(ctx: CommandContext, of: Transaction, now: Date): void {
  if (isRevived(of)) revive(of)
  else if (!clearOver(of)) return
  keep(ctx, of, now)
}

function keep({ writes }: CommandContext, of: Transaction, now: Date): void {
  of.updatedAt = now
  putWhole(writes, of)
  tellOf(writes, 'transaction.updated', of)
}
