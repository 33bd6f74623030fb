import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'

/** Power changes without an event worth a request each: it is also read every few seconds. */
export const overviewQuery = (site?: string) =>
  queryOptions({
    queryKey: ['overview', site ?? null],
    refetchInterval: 15_000,
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/overview', { params: { query: site ? { site } : {} }, signal })),
  })
