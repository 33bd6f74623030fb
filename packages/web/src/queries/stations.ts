import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'
import type { MessageFilter, StationFilter } from '../api/types.ts'
import { pages } from './paging.ts'

export const stationQuery = (id: string) =>
  queryOptions({
    queryKey: ['station', id],
    // What only time changes, the age of a reading, no event tells.
    refetchInterval: 60_000,
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/stations/{id}', { params: { path: { id } }, signal })),
  })

/** The first page is quick to see; who scrolls wants many. */
const firstPage = 100
const laterPage = 500

export const stationListQuery = (filter: StationFilter) =>
  infiniteQueryOptions({
    queryKey: ['stations', filter],
    queryFn: ({ signal, pageParam: cursor }) =>
      bodyOf(
        api.GET('/api/v1/stations', {
          params: { query: { ...filter, ...(cursor ? { cursor, limit: laterPage } : { limit: firstPage }) } },
          signal,
        }),
      ),
    ...pages,
  })

/** All stations of a site, as far as one page holds. */
export const siteStationsQuery = (site: string) =>
  queryOptions({
    queryKey: ['stations-of-site', site],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/stations', { params: { query: { site, limit: 500, sort: '-power' } }, signal })),
  })

export const unknownStationsQuery = queryOptions({
  queryKey: ['unknown-stations', 'list'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/unknown-stations', { params: { query: { limit: 200 } }, signal })),
})

export const turnedAwayQuery = queryOptions({
  queryKey: ['turned-away'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/turned-away', { signal })),
})

export const stationActionsQuery = (id: string, version: string | null) =>
  queryOptions({
    queryKey: ['station', id, 'actions', version],
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/stations/{id}/commands', { params: { path: { id } }, signal })),
  })

export const messagesQuery = (id: string, filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ['station', id, 'messages', filter],
    queryFn: ({ signal, pageParam: cursor }) =>
      bodyOf(
        api.GET('/api/v1/stations/{id}/messages', {
          params: { path: { id }, query: { ...filter, limit: 100, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ...pages,
  })

export const variablesQuery = (id: string) =>
  queryOptions({
    queryKey: ['station', id, 'variables'],
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/stations/{id}/variables', { params: { path: { id } }, signal })),
  })

export const operationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['station', id, 'operations'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/stations/{id}/operations', { params: { path: { id }, query: { limit: 50 } }, signal })),
  })

export const securityEventsQuery = (id: string) =>
  queryOptions({
    queryKey: ['station', id, 'security-events'],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/stations/{id}/security-events', { params: { path: { id }, query: { limit: 50 } }, signal }),
      ),
  })

export const installedProfilesQuery = (id: string) =>
  queryOptions({
    queryKey: ['station', id, 'charging-profiles'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/stations/{id}/charging-profiles', { params: { path: { id } }, signal })),
  })

export const descriptionQuery = (version: '1.6' | '2.0.1' | '2.1', action: string | null) =>
  queryOptions({
    queryKey: ['description', version, action],
    enabled: action !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/describe/{version}/{action}', { params: { path: { version, action: action ?? '' } }, signal }),
      ),
  })

/** What stands in the way of a start with this token; without one, nothing is asked. */
export const startCheckQuery = (evseId: string, idToken: string) =>
  queryOptions({
    queryKey: ['start-check', evseId, idToken],
    enabled: idToken !== '',
    // Whether somebody charges changes by the second.
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) =>
      bodyOf(
        api.POST('/api/v1/evses/{id}/start-check', { params: { path: { id: evseId } }, body: { idToken }, signal }),
      ),
  })
