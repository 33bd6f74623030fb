/**
 * What a station piles up is capped. Beyond that it is answered as before, the rest is not kept, and the operator sees which pile it is:
 * until the station boots again, which begins a new count.
 */
import type { StationContext } from '../context.ts'
import type { LiveStation } from './live-station.ts'
import { stationStateRow } from './rows.ts'

export const piles = [
  'variables',
  'configuration-keys',
  'charging-profiles',
  'problems',
  'connectors',
  'reports',
  'security-events',
  'open-transactions',
] as const
export type Pile = (typeof piles)[number]

type Recording = Pick<StationContext, 'station' | 'writes' | 'now'>

export function markOverfull({ station, writes, now }: Recording, pile: Pile): void {
  const { state } = station
  if (state.overfull.includes(pile)) return
  state.overfull = [...state.overfull, pile]
  writes.put('station_state', stationStateRow(station))
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: now(),
    data: { overfull: state.overfull },
  })
}

/** A boot: whoever is still beyond a cap is told so again by what it sends next. */
export function forgetOverfull({ state }: LiveStation): void {
  state.overfull = []
}
