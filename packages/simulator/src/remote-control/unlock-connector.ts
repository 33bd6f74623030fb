import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { type Evse, hasLock } from '../evse/evse.ts'
import { type After, statusInfo } from '../link/message.ts'
import { deauthorize } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'

export function unlockConnector16(
  station: TransactionNeeds,
  { connectorId }: v16.UnlockConnectorRequest,
  after: After,
): v16.UnlockConnectorResponse {
  const evse = station.evses[connectorId - 1]
  if (!evse || !hasLock(evse.connector)) return { status: 'NotSupported' }
  // §5.18: a transaction there is finished first.
  if (evse.transaction) after(() => deauthorize(station, evse, 'UnlockCommand', 'UnlockCommand'))
  return { status: 'Unlocked' }
}

export function unlockConnector201(
  { evses }: { readonly evses: readonly Evse[] },
  { evseId, connectorId }: v21.UnlockConnectorRequest,
): v201.UnlockConnectorResponse {
  const evse = evses[evseId - 1]
  const connector = evse?.connectors[connectorId - 1]
  if (!evse || !connector) return { status: 'UnknownConnector', ...statusInfo('UnknownConnectorId') } // F05.FR.03
  if (evse.transaction && evse.authorization && evse.connectorId === connectorId) {
    return { status: 'OngoingAuthorizedTransaction' } // F05.FR.02
  }
  if (!hasLock(connector)) return { status: 'UnlockFailed', ...statusInfo('FixedCable') }
  return { status: 'Unlocked' }
}
