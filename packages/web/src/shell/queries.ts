import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'

export const unknownStationCount = queryOptions({
  queryKey: ['unknown-stations', 'count'],
  queryFn: async ({ signal }) =>
    (await bodyOf(api.GET('/api/v1/unknown-stations', { params: { query: { limit: 1 } }, signal }))).total,
})

/** Everything that looks like `text`, for the palette. */
export const searchEverywhere = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    enabled: text.length > 0,
    staleTime: 5_000,
    queryFn: async ({ signal }) => {
      const params = { query: { q: text, limit: 6 } }
      const [stations, sites, idTokens] = await Promise.all([
        bodyOf(api.GET('/api/v1/stations', { params, signal })),
        bodyOf(api.GET('/api/v1/sites', { params, signal })),
        bodyOf(api.GET('/api/v1/id-tokens', { params, signal })),
      ])
      return { stations: stations.items, sites: sites.items, idTokens: idTokens.items }
    },
  })
