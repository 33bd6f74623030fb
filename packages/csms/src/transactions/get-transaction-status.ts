/** The command GetTransactionStatus. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { afterAnswer, type Command } from '../remote-control/command.ts'
import { close, isRevived, lastSignOf, revive } from './transaction.ts'
import { putTransaction, tellOf, writeClose } from './write-transaction.ts'

/**
 * OCPP 2.0.1 part 2, E14. One that neither runs nor has messages waiting will never end by itself: the station has ended or forgotten
 * it. One we had given up for lost, and that does run, is open again.
 */
export const getTransactionStatus201: Command<
  v201.GetTransactionStatusRequest | v21.GetTransactionStatusRequest,
  v201.GetTransactionStatusResponse | v21.GetTransactionStatusResponse
> = afterAnswer((ctx, { transactionId }, { ongoingIndicator, messagesInQueue }) => {
  const transaction = transactionId === undefined ? undefined : ctx.station.transactions.get(transactionId)
  if (!transaction) return
  const now = ctx.now()
  if (transaction.state === 'open' && ongoingIndicator === false && !messagesInQueue) {
    const note = 'the charging station neither runs it nor has more to tell of it'
    close(transaction, { flag: 'abandoned', by: 'rule', note, stoppedAt: lastSignOf(transaction), now })
    writeClose(ctx.writes, transaction, 'Abandoned', now)
  } else if (ongoingIndicator === true && isRevived(transaction)) {
    revive(transaction)
    transaction.updatedAt = now
    putTransaction(ctx.writes, transaction)
    tellOf(ctx.writes, 'transaction.updated', transaction)
  }
})
