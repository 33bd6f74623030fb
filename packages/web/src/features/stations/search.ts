/** What the address bar says about stations. */
import type { StationFilter } from '../../api/types.ts'

export const stationTabs = ['live', 'messages', 'commands', 'configuration', 'activity', 'settings'] as const
export type StationTab = (typeof stationTabs)[number]

export interface StationSearch {
  readonly q?: string | undefined
  readonly status?: 'online' | 'offline' | 'never' | undefined
  readonly admission?: 'accepted' | 'pending' | 'rejected' | undefined
  readonly site?: string | undefined
  readonly version?: '1.6' | '2.0.1' | '2.1' | undefined
  readonly faulted?: 'true' | undefined
  readonly sort?: string | undefined
}

export function filterOf({ faulted, sort, ...rest }: StationSearch): StationFilter {
  return {
    ...rest,
    ...(faulted && { faulted: true }),
    ...(sort && { sort: sort as NonNullable<StationFilter['sort']> }),
  }
}
