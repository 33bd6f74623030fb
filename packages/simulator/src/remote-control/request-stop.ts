/** A remote stop ends the authorization; by TxStopPoint that is the end of the transaction or not yet. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { evseOf } from '../evse/evse.ts'
import { type After, statusInfo } from '../link/message.ts'
import { deauthorize } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'

export function remoteStopTransaction16(
  station: TransactionNeeds,
  { transactionId }: v16.RemoteStopTransactionRequest,
  after: After,
): v16.RemoteStopTransactionResponse {
  const evse = evseOf(station, ({ number }) => number === transactionId)
  if (!evse) return { status: 'Rejected' }
  after(() => deauthorize(station, evse, 'Remote', 'RemoteStop'))
  return { status: 'Accepted' }
}

export function requestStopTransaction201(
  station: TransactionNeeds,
  { transactionId }: v21.RequestStopTransactionRequest,
  after: After,
): v201.RequestStopTransactionResponse {
  const evse = evseOf(station, ({ id }) => id === transactionId)
  if (!evse) return { status: 'Rejected', ...statusInfo('TxNotFound') } // F03.FR.08
  after(() => deauthorize(station, evse, 'Remote', 'RemoteStop'))
  return { status: 'Accepted' }
}
