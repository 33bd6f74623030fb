import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import { atHome } from '../../api/organisation.ts'
import type { ApiTokenPost } from '../../api/types.ts'

export function useMakeApiToken() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: ApiTokenPost) => bodyOf(api.POST('/api/v1/api-tokens', { params: { header: atHome }, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['api-tokens'] }),
    // The answer holds the token: it is forgotten with the dialog that shows it.
    gcTime: 0,
  })
}

export function useRevokeApiToken() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: number) =>
      bodyOf(api.DELETE('/api/v1/api-tokens/{id}', { params: { path: { id }, header: atHome } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['api-tokens'] }),
  })
}
