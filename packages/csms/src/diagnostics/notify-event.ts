/** The message NotifyEvent: a variable of the device model changed, or a monitor speaks. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { recordConnectorStatus } from '../availability/connector-status.ts'
import type { StationContext } from '../context.ts'
import { tellVariablesChanged, valueRow } from '../provisioning/variables.ts'
import { recordNotification } from '../stations/record-notification.ts'

type EventData = v201.EventDataType | v21.EventDataType

/** OCPP 2.0.1 part 2, N07, N08. Told twice, it says the same. */
export async function notifyEvent201(
  ctx: StationContext,
  { eventData, ...request }: v201.NotifyEventRequest | v21.NotifyEventRequest,
): Promise<v201.NotifyEventResponse> {
  const at = ctx.now()
  for (const { component, variable, actualValue } of eventData) {
    const place = { component, variable, attribute: 'Actual' as const }
    ctx.writes.put('variable', valueRow(ctx.station.id, place, actualValue, at))
  }
  tellVariablesChanged(ctx.writes, ctx.station, at)
  for (const event of eventData) await recordAvailability(ctx, event)
  // What alerts is worth an entry of its own; what merely changed or came round is in the variables.
  const alerts = eventData.filter(({ trigger }) => trigger === 'Alerting')
  if (alerts.length > 0) recordNotification(ctx, { ...request, eventData: alerts })
  return {}
}

const availabilityStates = ['Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'] as const

/** OCPP 2.1 part 2, G01.FR.08: stations tell the availability of connectors by this message; StatusNotification is deprecated. */
async function recordAvailability(ctx: StationContext, event: EventData): Promise<void> {
  const { component, variable, actualValue, timestamp } = event
  const { evse } = component
  if (component.name !== 'Connector' || variable.name !== 'AvailabilityState' || !evse?.connectorId) return
  const status = availabilityStates.find((state) => state === actualValue)
  if (!status) return
  await recordConnectorStatus(ctx, {
    evseId: evse.id,
    connectorId: evse.connectorId,
    status,
    at: new Date(timestamp),
  })
}
