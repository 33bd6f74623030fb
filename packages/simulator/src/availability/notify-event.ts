import type * as v201 from '@busbar/ocpp/v201'
import type { Connector, Evse } from '../evse/evse.ts'
import type { Message } from '../link/message.ts'
import type { SimulatedStation } from '../station/station.ts'
import { connectorStatus201 } from './connector-status.ts'
import type { Fault } from './fault.ts'

/** States and faults of 2.x by NotifyEvent (2.1 part 2, G01): the only way to tell one of the whole station. */

export const connectorEvent = (station: SimulatedStation, evse: Evse, connector: Connector): Message =>
  message(
    station,
    { name: 'Connector', evse: { id: evse.id, connectorId: connector.id } },
    connectorStatus201(station, evse, connector),
    evse.fault,
  )

export const stationEvent = (station: SimulatedStation): Message =>
  message(
    station,
    { name: 'ChargingStation' },
    station.stationFault ? 'Faulted' : station.operative ? 'Available' : 'Unavailable',
    station.stationFault,
  )

function message(
  station: SimulatedStation,
  component: v201.ComponentType,
  state: string,
  fault: Fault | undefined,
): Message {
  const now = station.now().toISOString()
  const event = { timestamp: now, eventNotificationType: 'HardWiredNotification', component } as const
  return {
    action: 'NotifyEvent',
    payload: {
      generatedAt: now,
      seqNo: 0,
      eventData: [
        { ...event, ...id(station), trigger: 'Delta', actualValue: state, variable: { name: 'AvailabilityState' } },
        {
          ...event,
          ...id(station),
          trigger: 'Alerting',
          actualValue: String(fault !== undefined),
          variable: { name: 'Problem' },
          ...(fault ? { techCode: fault.errorCode } : { cleared: true }),
          ...(fault?.info !== undefined && { techInfo: fault.info }),
        },
      ],
    } satisfies v201.NotifyEventRequest,
  }
}

const id = (station: SimulatedStation) => ({ eventId: station.newEventId() })
