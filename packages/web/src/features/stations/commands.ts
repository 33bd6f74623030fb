import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, bodyOf, ifMatch } from '../../api/client.ts'
import type { AcceptBody, Station, StationPut } from '../../api/types.ts'
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
    // What is told once is not kept where everything else is.
    onSuccess: ({ password: _, ...changed }) => queryClient.setQueryData(stationQuery(station.id).queryKey, changed),
  })
}

export function useRemoveStation() {
  const refresh = useRefreshStations()
  return useMutation({
    mutationFn: (id: string) => bodyOf(api.DELETE('/api/v1/stations/{id}', { params: { path: { id } } })),
    onSuccess: refresh,
  })
}

const acceptUnknown = ({ id, body }: { id: string; body: AcceptBody }) =>
  bodyOf(api.POST('/api/v1/unknown-stations/{id}/accept', { params: { path: { id } }, body }))

export function useAcceptUnknown() {
  const refresh = useRefreshStations()
  return useMutation({ mutationFn: acceptUnknown, onSuccess: refresh })
}

export interface AcceptProgress {
  readonly accepted: number
  /** What the server made, by station. */
  readonly passwords: readonly { readonly id: string; readonly password: string }[]
  readonly failed: readonly { readonly id: string; readonly error: unknown }[]
}

/** Accepts one after the other; one that fails does not stop the rest. */
export function useAcceptAll() {
  const refresh = useRefreshStations()
  const [progress, setProgress] = useState<AcceptProgress>({ accepted: 0, passwords: [], failed: [] })
  const { mutate, status } = useMutation({
    mutationFn: async ({ ids, body }: { ids: readonly string[]; body: AcceptBody }) => {
      for (const id of ids) {
        try {
          const { password } = await acceptUnknown({ id, body })
          setProgress((so) => ({
            ...so,
            accepted: so.accepted + 1,
            ...(password !== undefined && { passwords: [...so.passwords, { id, password }] }),
          }))
        } catch (error) {
          setProgress((so) => ({ ...so, failed: [...so.failed, { id, error }] }))
        }
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
      [['stations'], ['unknown-stations'], ['turned-away'], ['overview'], ['sites']].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    )
}
