import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'

export const sitesQuery = queryOptions({
  queryKey: ['sites'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/sites', { params: { query: { limit: 500 } }, signal })),
})

export const siteQuery = (id: string) =>
  queryOptions({
    queryKey: ['site', id],
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/sites/{id}', { params: { path: { id } }, signal })),
  })

/** Power changes without an event worth a request each: it is also read every few seconds. Pages share what the server computes. */
export const overviewQuery = (site?: string) =>
  queryOptions({
    queryKey: ['overview', site ?? null],
    refetchInterval: 15_000,
    queryFn: ({ signal, client, queryKey }) => {
      const known = client.getQueryState(queryKey)
      // What an event made old is read again more than a second after it.
      const maxAgeS = known?.data === undefined || known.isInvalidated ? 1 : 10
      const headers = { 'cache-control': `max-age=${maxAgeS}` }
      return bodyOf(api.GET('/api/v1/overview', { params: { query: site ? { site } : {} }, headers, signal }))
    },
  })

/** What the server's operator has set for the console. */
export const consoleSettingsQuery = queryOptions({
  queryKey: ['console-settings'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/console-settings', { signal })),
})

/** The time zone of a site; undefined until it is known, which means the reader's own. */
export function useTimeZone(site: string | undefined): string | undefined {
  const { data } = useQuery(sitesQuery)
  return data?.items.find(({ id }) => id === site)?.timeZone
}
