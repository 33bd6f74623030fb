/** States and faults of 2.x by NotifyEvent (2.1 part 2, G01): the only way to tell one of the whole station. */
import type * as v201 from '@busbar/ocpp/v201'
import type { Connector, Evse } from '../evse/evse.ts'
import type { Message } from '../link/message.ts'
import type { Quirks } from '../quirks.ts'
import { connectorStatus201, type StatusNeeds, stationState } from './connector-status.ts'
import type { Fault } from './fault.ts'

/** What status messages need of the station. */
export interface EventNeeds extends StatusNeeds {
  readonly options: { readonly quirks?: Quirks }
  readonly operative: boolean
  readonly stationFault: Fault | undefined
  now(): Date
  newEventId(): number
}

export const connectorEvent = (station: EventNeeds, evse: Evse, connector: Connector): Message =>
  message(
    station,
    { name: 'Connector', evse: { id: evse.id, connectorId: connector.id } },
    connectorStatus201(station, evse, connector),
    evse.fault,
  )

export const stationEvent = (station: EventNeeds): Message =>
  message(station, { name: 'ChargingStation' }, stationState(station), station.stationFault)

function message(station: EventNeeds, component: v201.ComponentType, state: string, fault: Fault | undefined): Message {
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

const id = (station: EventNeeds) => ({ eventId: station.newEventId() })
