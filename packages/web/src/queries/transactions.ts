import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'
import type { TransactionFilter } from '../api/types.ts'
import { pages } from './paging.ts'

export const transactionListQuery = (filter: TransactionFilter) =>
  infiniteQueryOptions({
    queryKey: ['transactions', filter],
    queryFn: ({ signal, pageParam: cursor }) =>
      bodyOf(
        api.GET('/api/v1/transactions', {
          params: { query: { ...filter, limit: 100, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ...pages,
  })

/** The newest few. */
export const recentTransactionsQuery = (filter: TransactionFilter) =>
  queryOptions({
    queryKey: ['transactions', 'recent', filter],
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/transactions', { params: { query: filter }, signal })),
  })

export const transactionQuery = (id: number) =>
  queryOptions({
    queryKey: ['transaction', id],
    // The age of a reading is told by no event.
    refetchInterval: 60_000,
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/transactions/{id}', { params: { path: { id } }, signal })),
  })

export const chartPoints = 600

/** Thinned by the server to what a chart can show; live readings are added as they come (live/telemetry.ts). */
export const meterSeriesQuery = (id: number) =>
  queryOptions({
    queryKey: ['transaction', id, 'series'],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/transactions/{id}/meter-values', {
          params: { path: { id }, query: { points: chartPoints } },
          signal,
        }),
      ),
  })

export const meterValuesQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['transaction', id, 'meter-values'],
    queryFn: ({ signal, pageParam: cursor }) =>
      bodyOf(
        api.GET('/api/v1/transactions/{id}/meter-values', {
          params: { path: { id }, query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ...pages,
  })

export const transactionEventsQuery = (id: number) =>
  queryOptions({
    queryKey: ['transaction', id, 'events'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/transactions/{id}/events', { params: { path: { id }, query: { limit: 200 } }, signal })),
  })
