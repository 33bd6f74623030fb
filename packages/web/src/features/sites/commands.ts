import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf, ifMatch } from '../../api/client.ts'
import type { Site, SitePut } from '../../api/types.ts'

export function usePutSite(known: Site | null) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: SitePut }) =>
      bodyOf(
        api.PUT('/api/v1/sites/{id}', {
          params: { path: { id }, header: known ? ifMatch(known.revision) : { 'If-None-Match': '*' } },
          body,
        }),
      ),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['sites'] }),
        queryClient.invalidateQueries({ queryKey: ['site'] }),
      ]),
  })
}

export function useRemoveSite() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => bodyOf(api.DELETE('/api/v1/sites/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['sites'] }),
  })
}
