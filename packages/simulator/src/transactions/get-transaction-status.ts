import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { Evse } from '../evse/evse.ts'
import type { Outbox } from './outbox.ts'

interface Needs {
  readonly evses: readonly Evse[]
  readonly outbox: Pick<Outbox, 'length' | 'holds'>
}

export function getTransactionStatus201(
  { evses, outbox }: Needs,
  { transactionId }: v21.GetTransactionStatusRequest,
): v201.GetTransactionStatusResponse {
  if (transactionId === undefined) return { messagesInQueue: outbox.length > 0 } // E14.FR.06
  return {
    ongoingIndicator: evses.some(({ transaction }) => transaction?.id === transactionId),
    messagesInQueue: outbox.holds(transactionId),
  }
}
