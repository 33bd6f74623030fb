import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { Connector, Evse } from '../evse/evse.ts'
import type { Message } from '../link/message.ts'
import {
  type ConnectorStatus,
  connectorStatus16,
  connectorStatus201,
  type StatusNeeds,
  stationState,
} from './connector-status.ts'
import type { Fault } from './fault.ts'
import { connectorEvent, type EventNeeds } from './notify-event.ts'

export interface StatusWords {
  statusOf(station: StatusNeeds, evse: Evse, connector: Connector): ConnectorStatus
  statusNotification(station: EventNeeds, evse: Evse, connector: Connector): Message
  /** 1.6 connector 0; the component ChargingStation of 2.x. */
  stationStatus(station: EventNeeds): Message
  /** 1.6 stations tell it with every status of theirs; 2.x ones when there is something to tell. */
  tellsStationStatus(station: EventNeeds): boolean
}

export const statusNotification16 = (station: EventNeeds, evse: Evse, connector: Connector): Message =>
  notification16(station, evse.id, connectorStatus16(station, evse, connector), evse.fault)

export const stationStatus16 = (station: EventNeeds): Message =>
  notification16(station, 0, stationState(station), station.stationFault)

function notification16(
  station: EventNeeds,
  connectorId: number,
  status: v16.ChargePointStatus,
  fault: Fault | undefined,
): Message {
  return {
    action: 'StatusNotification',
    payload: {
      connectorId,
      errorCode: (fault?.errorCode ?? 'NoError') as v16.ChargePointErrorCode,
      ...(fault?.info !== undefined && { info: fault.info.slice(0, 50) }),
      status,
      timestamp: station.now().toISOString(),
    } satisfies v16.StatusNotificationRequest,
  }
}

export function statusNotification201(station: EventNeeds, evse: Evse, connector: Connector): Message {
  if (station.options.quirks?.tellsByNotifyEvent) return connectorEvent(station, evse, connector)
  return {
    action: 'StatusNotification',
    payload: {
      timestamp: station.now().toISOString(),
      connectorStatus: connectorStatus201(station, evse, connector),
      evseId: evse.id,
      connectorId: connector.id,
    } satisfies v201.StatusNotificationRequest,
  }
}

export function tellsStationStatus16(): boolean {
  return true
}

export function tellsStationStatus201({ options, stationFault }: EventNeeds): boolean {
  return !!options.quirks?.tellsByNotifyEvent || stationFault !== undefined
}
