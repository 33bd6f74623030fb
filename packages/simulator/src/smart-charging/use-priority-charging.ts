import type * as v21 from '@busbar/ocpp/v21'
import { evseOf } from '../evse/evse.ts'
import { type After, statusInfo } from '../link/message.ts'
import { update } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'
import type { Profiles } from './profiles.ts'

type Needs = TransactionNeeds & { readonly profiles: Pick<Profiles, 'find'> }

export function usePriorityCharging21(
  station: Needs,
  { transactionId, activate }: v21.UsePriorityChargingRequest,
  after: After,
): v21.UsePriorityChargingResponse {
  const evse = evseOf(station, ({ id }) => id === transactionId)
  const { transaction } = evse ?? {}
  if (!evse || !transaction) return { status: 'Rejected', ...statusInfo('TxNotFound') }
  const hasProfile = [0, evse.id].some(
    (evseId) => station.profiles.find({ evseId, purpose: 'PriorityCharging' }).length > 0,
  )
  if (!hasProfile) return { status: 'NoProfile' }
  transaction.priorityCharging = activate
  after(() => update(station, evse, 'ChargingStateChanged'))
  return { status: 'Accepted' }
}
