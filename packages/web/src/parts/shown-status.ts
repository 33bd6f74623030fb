/**
 * What to call a connector's state. A 2.x connector only says Occupied; its transaction says how it is occupied, so that
 * stations of all versions are read in the same words. Pure.
 */
import type { Connector, Evse } from '../api/types.ts'

const told = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE'])

export function shownStatus(
  connector: Pick<Connector, 'status'>,
  evse: Pick<Evse, 'transaction' | 'powerW' | 'probablyOver'>,
  chargingState?: string | null,
): string {
  if (connector.status !== 'Occupied' || evse.transaction === null || evse.probablyOver) return connector.status
  if (chargingState && told.has(chargingState)) return chargingState
  return !chargingState && (evse.powerW ?? 0) > 0 ? 'Charging' : connector.status
}
