import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'
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
