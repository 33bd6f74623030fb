/** What a station may bring: enough to say who it is, until somebody has let it in. */
import { defaultLimits, type Limits, strangerLimits } from '@busbar/ocpp/limits'
import type { Config } from '../config.ts'
import type { LiveStation } from './live-station.ts'
import { type Pace, paceOf, strangerPace } from './pace.ts'

export const isLetIn = ({ known, admission }: Pick<LiveStation, 'known' | 'admission'>): boolean =>
  known && admission === 'accepted'

export const limitsFor = (station: LiveStation): Limits => (isLetIn(station) ? defaultLimits : strangerLimits)

export const paceFor = (station: LiveStation, { messageRatePerS }: Pick<Config, 'messageRatePerS'>): Pace =>
  isLetIn(station) ? paceOf(station.messageRateLimit ?? messageRatePerS) : strangerPace

/** What is kept of one message; the rest of it is told by its size and its hash. */
export const keptCharacters = (station: LiveStation): number => (isLetIn(station) ? 64 * 1024 : 2 * 1024)

/** An operator decided: from the next message on it holds for the connection that is open. */
export function applyDecision(station: LiveStation): void {
  const { link } = station
  if (!link) return
  link.tolerate = station.tolerances
  const limits = limitsFor(station)
  if (link.limits === limits) return
  link.limits = limits
  station.nextDueAt = 0
  link.slowDown(0)
}
