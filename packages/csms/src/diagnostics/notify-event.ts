/** The message NotifyEvent: a variable of the device model changed, or a monitor speaks. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { takeVariable } from '../availability/told-variable.ts'
import type { StationContext } from '../context.ts'
import { tellVariablesChanged, valueRow } from '../provisioning/variables.ts'
import { eachItem } from '../stations/each-item.ts'
import { recordNotification } from '../stations/record-notification.ts'
import { messageTime } from '../stations/station-time.ts'

type EventData = v201.EventDataType | v21.EventDataType

/** OCPP 2.0.1 part 2, N07, N08. Told twice, it says the same. */
export function notifyEvent201(
  ctx: StationContext,
  { eventData, ...request }: v201.NotifyEventRequest | v21.NotifyEventRequest,
): v201.NotifyEventResponse {
  const at = ctx.now()
  const events: readonly EventData[] = eventData
  eachItem(ctx, '/eventData', events, ({ component, variable, actualValue }) => {
    const place = { component, variable, attribute: 'Actual' as const }
    ctx.writes.put('variable', valueRow(ctx.station, place, actualValue, at))
  })
  tellVariablesChanged(ctx.writes, ctx.station, at)
  eachItem(ctx, '/eventData', events, (event) => takeEvent(ctx, event))
  // What alerts is worth an entry of its own; what merely changed or came round is in the variables.
  const alerts = events.filter(({ trigger }) => trigger === 'Alerting')
  if (alerts.length > 0) recordNotification(ctx, { ...request, eventData: alerts })
  return {}
}

function takeEvent(ctx: StationContext, event: EventData): void {
  const { component, variable, actualValue, timestamp, trigger, cleared, techCode, techInfo } = event
  takeVariable(ctx, {
    component,
    variable,
    value: actualValue,
    at: messageTime(ctx, timestamp).at,
    cleared: cleared ?? false,
    alerts: trigger === 'Alerting',
    techCode,
    techInfo,
    severity: 'severity' in event ? event.severity : undefined,
  })
}
