import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, bodyOf, ifMatch } from '../../api/client.ts'
import type { Station, StationPut } from '../../api/types.ts'
import { stationQuery } from '../../queries/stations.ts'

export function useAddStation() {
  const refresh = useRefreshStations()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: StationPut }) =>
      bodyOf(api.PUT('/api/v1/stations/{id}', { params: { path: { id }, header: { 'If-None-Match': '*' } }, body })),
    onSuccess: refresh,
  })
}

/** Refused when somebody else has changed the station since it was read. */
export function useChangeStation(station: Station) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: StationPut) =>
      bodyOf(
        api.PUT('/api/v1/stations/{id}', {
          params: { path: { id: station.id }, header: ifMatch(station.revision) },
          body,
        }),
      ),
    onSuccess: (changed) => queryClient.setQueryData(stationQuery(station.id).queryKey, changed),
  })
}

export function useRemoveStation() {
  const refresh = useRefreshStations()
  return useMutation({
    mutationFn: (id: string) => bodyOf(api.DELETE('/api/v1/stations/{id}', { params: { path: { id } } })),
    onSuccess: refresh,
  })
}

const acceptUnknown = ({ id, site }: { id: string; site?: string }) =>
  bodyOf(api.POST('/api/v1/unknown-stations/{id}/accept', { params: { path: { id } }, body: site ? { site } : {} }))

export function useAcceptUnknown() {
  const refresh = useRefreshStations()
  return useMutation({ mutationFn: acceptUnknown, onSuccess: refresh })
}

export interface AcceptProgress {
  readonly accepted: number
  readonly failed: readonly { readonly id: string; readonly error: unknown }[]
}

/** Accepts one after the other; one that fails does not stop the rest. */
export function useAcceptAll() {
  const refresh = useRefreshStations()
  const [progress, setProgress] = useState<AcceptProgress>({ accepted: 0, failed: [] })
  const { mutate, status } = useMutation({
    mutationFn: async ({ ids, site }: { ids: readonly string[]; site: string }) => {
      for (const id of ids) {
        const error = await acceptUnknown({ id, ...(site && { site }) }).then(
          () => null,
          (reason: unknown) => ({ id, error: reason }),
        )
        setProgress(({ accepted, failed }) =>
          error ? { accepted, failed: [...failed, error] } : { accepted: accepted + 1, failed },
        )
      }
    },
    onSettled: refresh,
  })
  return { run: mutate, status, progress }
}

export function useForgetUnknown() {
  const refresh = useRefreshStations()
  return useMutation({
    mutationFn: (id: string) => bodyOf(api.DELETE('/api/v1/unknown-stations/{id}', { params: { path: { id } } })),
    onSuccess: refresh,
  })
}

function useRefreshStations() {
  const queryClient = useQueryClient()
  return () =>
    Promise.all(
      [['stations'], ['unknown-stations'], ['overview'], ['sites']].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    )
}
