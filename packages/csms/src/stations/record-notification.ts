/**
 * What a station tells us and nobody acts upon is kept as an event with its whole payload: it can be followed, and read later,
 * also where the message log is switched off.
 */
import type { StationContext } from '../context.ts'

export function recordNotification(ctx: StationContext, payload: object): void {
  ctx.writes.event('station.notified', {
    organisationId: ctx.station.organisationId,
    stationId: ctx.station.id,
    subject: ctx.call.action,
    at: ctx.now(),
    data: payload,
  })
}
