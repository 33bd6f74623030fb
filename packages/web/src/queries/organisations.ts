import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'
import { chooseOrganisation, hasChosenOrganisation } from '../api/organisation.ts'

/** For whom the token may act, its own first. */
export const organisationsQuery = queryOptions({
  queryKey: ['organisations'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => (await bodyOf(api.GET('/api/v1/organisations', { signal }))).items,
})

/** Whose own house is empty is shown the demo, if there is one, until they choose. */
export async function choosePlaceToBegin(): Promise<void> {
  if (hasChosenOrganisation()) return
  const one = { params: { query: { limit: 1 } } }
  try {
    const [organisations, stations, waiting] = await Promise.all([
      bodyOf(api.GET('/api/v1/organisations')),
      bodyOf(api.GET('/api/v1/stations', one)),
      bodyOf(api.GET('/api/v1/unknown-stations', one)),
    ])
    const demo = organisations.items.find((organisation) => organisation.demo)
    if (demo && stations.total + waiting.total === 0) chooseOrganisation(demo.id)
  } catch {
    // The page that opens says what is wrong.
  }
}

/** Stations that wait in the inbox of the token's own organisation, seen from elsewhere. */
export const waitingAtHomeQuery = (home: string) =>
  queryOptions({
    queryKey: ['organisations', home, 'waiting'],
    refetchInterval: 10_000,
    queryFn: async ({ signal }) =>
      (
        await bodyOf(
          api.GET('/api/v1/unknown-stations', {
            params: { query: { limit: 1 }, header: { 'Busbar-Organisation': home } },
            signal,
          }),
        )
      ).total,
  })
