import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { Connector, Evse } from '../evse/evse.ts'
import { type After, statusInfo } from '../link/message.ts'
import { dropReservations, type ReservationNeeds } from '../reservations/hold-reservation.ts'
import type { EventNeeds } from './notify-event.ts'
import type { StatusWords } from './status-notification.ts'

type Needs = ReservationNeeds &
  EventNeeds & {
    operative: boolean
    readonly protocol: Pick<StatusWords, 'tellsStationStatus'>
    readonly statusReports: { reportStation(): void }
  }

export function changeAvailability16(
  station: Needs,
  { connectorId, type }: v16.ChangeAvailabilityRequest,
  after: After,
): v16.ChangeAvailabilityResponse {
  const operative = type === 'Operative'
  const evse = station.evses[connectorId - 1]
  if (connectorId !== 0 && !evse) return { status: 'Rejected' }
  const status = changeAvailability(station, evse ? { evse } : {}, operative)
  // §5.2: connector 0 stands for the charge point and all its connectors.
  if (!evse) for (const each of station.evses) each.operative = operative
  after(() => {
    if (!evse) station.statusReports.reportStation()
    dropReservations(station)
  })
  return { status }
}

export function changeAvailability201(
  station: Needs,
  { evse: target, operationalStatus }: v21.ChangeAvailabilityRequest,
  after: After,
): v201.ChangeAvailabilityResponse {
  const evse = target && station.evses[target.id - 1]
  const connector = target?.connectorId === undefined ? undefined : evse?.connectors[target.connectorId - 1]
  if (target && !evse) return { status: 'Rejected', ...statusInfo('UnknownEvse') }
  if (target?.connectorId !== undefined && !connector)
    return { status: 'Rejected', ...statusInfo('UnknownConnectorId') }
  const status = changeAvailability(
    station,
    { ...(evse && { evse }), ...(connector && { connector }) },
    operationalStatus === 'Operative',
  )
  after(() => {
    if (!target && station.protocol.tellsStationStatus(station)) station.statusReports.reportStation()
    dropReservations(station) // H01.FR.17
  })
  return { status }
}

/**
 * Sets station, EVSE or connector in or out of service; kept across resets (G01.FR.02). What charges goes on, and follows afterwards: the
 * status of a connector gives way to its transaction.
 */
function changeAvailability(
  station: Pick<Needs, 'evses' | 'operative'>,
  { evse, connector }: { evse?: Evse; connector?: Connector },
  operative: boolean,
): 'Accepted' | 'Scheduled' {
  if (connector) connector.operative = operative
  else if (evse) evse.operative = operative
  else station.operative = operative
  const concerned = evse ? [evse] : station.evses
  const inUse = concerned.some((e) => e.transaction && (!connector || e.connectorId === connector.id))
  return !operative && inUse ? 'Scheduled' : 'Accepted'
}
