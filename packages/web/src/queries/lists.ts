import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'
import { atHome } from '../api/organisation.ts'
import type { IdTokenFilter, ReservationFilter } from '../api/types.ts'
import { pages } from './paging.ts'

export const idTokenListQuery = (filter: IdTokenFilter) =>
  infiniteQueryOptions({
    queryKey: ['id-tokens', filter],
    queryFn: ({ signal, pageParam: cursor }) =>
      bodyOf(
        api.GET('/api/v1/id-tokens', {
          params: { query: { ...filter, limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ...pages,
  })

export const reservationListQuery = (filter: ReservationFilter) =>
  infiniteQueryOptions({
    queryKey: ['reservations', filter],
    queryFn: ({ signal, pageParam: cursor }) =>
      bodyOf(
        api.GET('/api/v1/reservations', {
          params: { query: { ...filter, limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ...pages,
  })

export const chargingProfileListQuery = infiniteQueryOptions({
  queryKey: ['charging-profiles'],
  queryFn: ({ signal, pageParam: cursor }) =>
    bodyOf(
      api.GET('/api/v1/charging-profiles', { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal }),
    ),
  ...pages,
})

export const apiTokensQuery = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: async ({ signal }) =>
    (await bodyOf(api.GET('/api/v1/api-tokens', { params: { header: atHome }, signal }))).items,
})
