/**
 * A transaction that something says is over while its station has not: it booted, its connector is free, it is gone. Until the station
 * speaks of it again it holds no id token and gives no power; its own end, however late, is still the better word. Pure.
 */
import type { ConnectorStatus, LiveEvse } from '../stations/live-station.ts'

/** What says so: a boot, a free connector, silence, or the station when it was asked (GetTransactionStatus). */
export type OverBy = 'boot' | 'available' | 'gone' | 'status'

interface Running {
  readonly state: 'open' | 'closed'
  readonly evseId: number | null
  readonly heardAt: Date
  readonly startedAt: Date
  lastSignAt: Date
  overSince: Date | null
  overBy: OverBy | null
}

/** The first evidence holds. Tells whether it is news. */
export function markOver(of: Running, by: OverBy, now: Date): boolean {
  if (of.state === 'closed' || of.overSince !== null) return false
  of.overSince = now
  of.overBy = by
  return true
}

/** The station, or its connector, says that it goes on. */
export function clearOver(of: Running): boolean {
  if (of.overSince === null) return false
  of.overSince = null
  of.overBy = null
  return true
}

/** It was running at that time. Tells whether that proves that it is not over after all; what waited in a queue proves nothing. */
export function takeSign(of: Running, at: Date): boolean {
  if (at > of.lastSignAt) of.lastSignAt = at
  return of.overSince !== null && at >= of.overSince && clearOver(of)
}

/**
 * A boot ends what the station does not speak of afterwards. A BootNotification that comes within a connection, on our request or out of
 * a habit, is no boot: `connectedAt` is when the connection began.
 */
export const isOverByBoot = (of: Running, connectedAt: Date | null): boolean =>
  of.state === 'open' && connectedAt !== null && of.heardAt < connectedAt

/** Nobody is at the EVSE any more, and that was heard after the transaction's last word. */
export function isOverByStatus(of: Running, evse: Pick<LiveEvse, 'connectors'>): boolean {
  if (of.state === 'closed' || evse.connectors.size === 0) return false
  for (const { told, heardAt, statusAt } of evse.connectors.values()) {
    if (told !== 'Available' || heardAt === null || heardAt < of.heardAt) return false
    if (statusAt !== null && statusAt < of.lastSignAt) return false
  }
  return true
}

const charging = new Set<ConnectorStatus>(['Charging', 'SuspendedEV', 'SuspendedEVSE'])

/** 1.6: a connector that says so has a transaction (§4.9). 2.x only says Occupied, which a parked vehicle is as well. */
export const isSignOfCharging = (status: ConnectorStatus): boolean => charging.has(status)

/** A station that nobody hears may charge on. But its driver is not locked out elsewhere for it. */
export const isOverByAbsence = (
  station: { readonly link: unknown; readonly lastHeardAt: number },
  rule: { afterS: number; listeningSince: Date; now: Date },
): boolean =>
  station.link === null &&
  rule.now.getTime() - Math.max(station.lastHeardAt, rule.listeningSince.getTime()) >= rule.afterS * 1000
