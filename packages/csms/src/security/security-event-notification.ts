/** The message SecurityEventNotification, in 1.6 of the security extension. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { textWithoutSecrets } from '../secrets/secrets.ts'
import { keepSecurityEvent, type SecurityEvent } from '../stations/keep-security-event.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { markOverfull } from '../stations/overfull.ts'

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
  // As it is kept: a repeat is compared with that.
  const event = { type, timestamp, techInfo: techInfo === undefined ? null : textWithoutSecrets(techInfo) }
  if (await isKnown(ctx, event)) return {}
  keepSecurityEvent(ctx.writes, ctx.station, event, ctx.now())
  forgetOldest(ctx)
  return {}
}

/** The newest of so many stay; looked after once in a while, since it is a query of its own. */
const mostKept = 10_000
const everyEvents = 1_000
const sinceLooked = new WeakMap<LiveStation, number>()

function forgetOldest(ctx: StationContext): void {
  const { station, db } = ctx
  const since = (sinceLooked.get(station) ?? 0) + 1
  sinceLooked.set(station, since % everyEvents)
  if (since < everyEvents) return
  markOverfull(ctx, 'security-events')
  ctx.after(async () => {
    const oldest = await db
      .selectFrom('security_event')
      .select('id')
      .where('station_id', '=', station.id)
      .orderBy('id', 'desc')
      .offset(mostKept)
      .limit(1)
      .executeTakeFirst()
    if (!oldest) return
    await db.deleteFrom('security_event').where('station_id', '=', station.id).where('id', '<=', oldest.id).execute()
  })
}

async function isKnown(
  { db, station }: StationContext,
  { type, timestamp, techInfo }: SecurityEvent,
): Promise<boolean> {
  const found = await db
    .selectFrom('security_event')
    .select('id')
    .where('station_id', '=', station.id)
    .where('type', '=', type)
    .where('at', '=', new Date(timestamp))
    .where('tech_info', techInfo === null ? 'is' : '=', techInfo)
    .executeTakeFirst()
  return found !== undefined
}
