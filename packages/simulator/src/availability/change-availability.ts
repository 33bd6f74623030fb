import type { Connector, Evse } from '../evse/evse.ts'
import type { SimulatedStation } from '../station/station.ts'

export interface AvailabilityTarget {
  evse?: Evse
  connector?: Connector
}

/**
 * Sets station, EVSE or connector in or out of service; kept across resets (G01.FR.02). What charges goes on, and follows afterwards: the
 * status of a connector gives way to its transaction.
 */
export function changeAvailability(
  station: SimulatedStation,
  { evse, connector }: AvailabilityTarget,
  operative: boolean,
): 'Accepted' | 'Scheduled' {
  if (connector) connector.operative = operative
  else if (evse) evse.operative = operative
  else station.operative = operative
  const concerned = evse ? [evse] : station.evses
  const inUse = concerned.some((e) => e.transaction && (!connector || e.connectorId === connector.id))
  return !operative && inUse ? 'Scheduled' : 'Accepted'
}
