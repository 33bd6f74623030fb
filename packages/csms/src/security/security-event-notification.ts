/** The message SecurityEventNotification, in 1.6 of the security extension. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'

type Request =
  | v16.SecurityEventNotificationRequest
  | v201.SecurityEventNotificationRequest
  | v21.SecurityEventNotificationRequest

/**
 * OCPP 2.0.1 part 2, A04; OCPP 1.6 security whitepaper, A04. The same type, time and text is the same event: stations queue
 * these, and send them again after a lost answer.
 */
export async function securityEventNotification(
  ctx: StationContext,
  { type, timestamp, techInfo }: Request,
): Promise<v201.SecurityEventNotificationResponse & v16.SecurityEventNotificationResponse> {
  const { station, writes } = ctx
  const event = { type, at: new Date(timestamp), tech_info: techInfo ?? null }
  if (await isKnown(ctx, event)) return {}
  writes.append('security_event', {
    ...event,
    organisation_id: station.organisationId,
    station_id: station.id,
    received_at: ctx.now(),
  })
  writes.event('security.event', {
    organisationId: station.organisationId,
    stationId: station.id,
    subject: type,
    at: ctx.now(),
    data: { type, timestamp, techInfo: event.tech_info },
  })
  return {}
}

async function isKnown(
  { db, station }: StationContext,
  event: { type: string; at: Date; tech_info: string | null },
): Promise<boolean> {
  const found = await db
    .selectFrom('security_event')
    .select('id')
    .where('station_id', '=', station.id)
    .where('type', '=', event.type)
    .where('at', '=', event.at)
    .where('tech_info', event.tech_info === null ? 'is' : '=', event.tech_info)
    .executeTakeFirst()
  return found !== undefined
}
