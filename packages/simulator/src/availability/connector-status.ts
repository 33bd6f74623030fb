/** What a connector shows, in each version's words. */
import type { Connector, Evse } from '../evse/evse.ts'
import type { Reservations } from '../reservations/reservations.ts'
import type { Fault } from './fault.ts'

export type ConnectorStatus16 =
  | 'Available'
  | 'Preparing'
  | 'Charging'
  | 'SuspendedEVSE'
  | 'SuspendedEV'
  | 'Finishing'
  | 'Reserved'
  | 'Unavailable'
  | 'Faulted'
export type ConnectorStatus201 = 'Available' | 'Occupied' | 'Reserved' | 'Unavailable' | 'Faulted'
export type ConnectorStatus = ConnectorStatus16 | ConnectorStatus201

/** What decides over a connector besides its EVSE. */
export interface StatusNeeds {
  readonly evses: readonly Evse[]
  readonly reservations: Pick<Reservations, 'keeps'>
  readonly resets: { readonly pending: boolean }
  isOperative(evse: Evse): boolean
}

/** §4.9: the states of a connector. */
export function connectorStatus16(station: StatusNeeds, evse: Evse, connector: Connector): ConnectorStatus16 {
  const { transaction } = evse
  if (evse.fault) return 'Faulted'
  if (transaction) {
    const { chargingState } = transaction
    // Without EV, waiting for its return (StopTransactionOnEVSideDisconnect is false).
    if (chargingState === 'Idle') return 'SuspendedEV'
    return chargingState === 'EVConnected' ? 'Preparing' : chargingState
  }
  if (!station.isOperative(evse) || !connector.operative || evse.resetPending || station.resets.pending)
    return 'Unavailable'
  if (evse.finished) return 'Finishing'
  if (station.reservations.keeps(evse, station.evses)) return 'Reserved'
  return evse.ev || evse.authorization ? 'Preparing' : 'Available'
}

/** G01: Occupied is the connector with the plug in it; what that means for its neighbours is for the CSMS to know. */
export function connectorStatus201(station: StatusNeeds, evse: Evse, connector: Connector): ConnectorStatus201 {
  const pluggedIn = evse.ev !== undefined && evse.connectorId === connector.id
  if (evse.fault) return 'Faulted'
  if (evse.transaction && pluggedIn) return 'Occupied'
  const waits = evse.resetPending || station.resets.pending
  if (!evse.transaction && (!station.isOperative(evse) || !connector.operative || waits)) return 'Unavailable'
  // An EV that is plugged in without the reserved id token changes nothing yet (G01, transition overview).
  if (station.reservations.keeps(evse, station.evses)) return 'Reserved'
  return pluggedIn ? 'Occupied' : 'Available'
}

/** Of the station as a whole: connector 0 of 1.6, the component ChargingStation of 2.x. */
export function stationState({
  stationFault,
  operative,
}: {
  readonly stationFault: Fault | undefined
  readonly operative: boolean
}): 'Faulted' | 'Available' | 'Unavailable' {
  if (stationFault) return 'Faulted'
  return operative ? 'Available' : 'Unavailable'
}
