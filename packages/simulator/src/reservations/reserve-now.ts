import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { idToken16, idToken201 } from '../authorization/id-token.ts'
import { hasConnector } from '../evse/evse.ts'
import { type After, statusInfo } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'
import { holdReservation, type ReservationNeeds } from './hold-reservation.ts'

interface Needs extends ReservationNeeds {
  readonly settings: Pick<Settings, 'reservationEnabled' | 'reservationNonEvseSpecific'>
}

export function reserveNow16(
  station: Needs,
  { connectorId, expiryDate, idTag, parentIdTag, reservationId }: v16.ReserveNowRequest,
  after: After,
): v16.ReserveNowResponse {
  const { settings, evses } = station
  const anywhere = connectorId === 0
  if (!settings.reservationEnabled || (anywhere && !settings.reservationNonEvseSpecific)) return { status: 'Rejected' }
  const targets = anywhere ? evses : evses.filter(({ id }) => id === connectorId)
  const status = station.reservations.statusFor(targets, evses, reservationId, (evse) => station.isOperative(evse))
  if (status === 'Accepted') {
    after(() =>
      holdReservation(station, {
        id: reservationId,
        ...(!anywhere && { evseId: connectorId }),
        idToken: idToken16(idTag),
        ...(parentIdTag !== undefined && { groupIdToken: parentIdTag }),
        expiresAt: new Date(expiryDate),
      }),
    )
  }
  return { status }
}

export function reserveNow201(
  station: Needs,
  { id, evseId, connectorType, idToken, groupIdToken, expiryDateTime }: v21.ReserveNowRequest,
  after: After,
): v201.ReserveNowResponse {
  const { settings, evses } = station
  const anywhere = evseId === undefined
  // H01.FR.01, H01.FR.19
  if (!settings.reservationEnabled || (anywhere && !settings.reservationNonEvseSpecific)) return { status: 'Rejected' }
  const targets = evses.filter((evse) => (anywhere || evse.id === evseId) && hasConnector(evse, connectorType))
  if (targets.length === 0) {
    return { status: 'Rejected', ...statusInfo(anywhere ? 'UnknownConnectorType' : 'UnknownEvse') }
  }
  const status = station.reservations.statusFor(targets, evses, id, (evse) => station.isOperative(evse))
  if (status === 'Accepted') {
    after(() =>
      holdReservation(station, {
        id,
        ...(evseId !== undefined && { evseId }),
        ...(connectorType !== undefined && { connectorType }),
        idToken: idToken201(idToken),
        ...(groupIdToken && { groupIdToken: groupIdToken.idToken }),
        expiresAt: new Date(expiryDateTime),
      }),
    )
  }
  return { status }
}
