/** A security event as it is kept and told, whoever noticed it. */
import type { Writes } from '../db/writes.ts'
import type { LiveStation } from './live-station.ts'

export interface SecurityEvent {
  readonly type: string
  /** As who noticed it gives it. */
  readonly timestamp: string
  readonly techInfo: string | null
}

export function keepSecurityEvent(writes: Writes, station: LiveStation, event: SecurityEvent, now: Date): void {
  const { organisationId, id: stationId } = station
  const { type, timestamp, techInfo } = event
  writes.append('security_event', {
    organisation_id: organisationId,
    station_id: stationId,
    type,
    at: new Date(timestamp),
    received_at: now,
    tech_info: techInfo,
  })
  writes.event('security.event', {
    organisationId,
    stationId,
    subject: type,
    at: now,
    data: { type, timestamp, techInfo },
  })
}
