import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf, ifMatch } from '../../api/client.ts'
import type { IdToken, IdTokenPut } from '../../api/types.ts'

/** `known` is what the reader saw: somebody else's change in between is not overwritten. */
export function usePutIdToken(known: IdToken | null) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ token, body }: { token: string; body: IdTokenPut }) =>
      bodyOf(
        api.PUT('/api/v1/id-tokens/{token}', {
          params: { path: { token }, header: known ? ifMatch(known.revision) : { 'If-None-Match': '*' } },
          body,
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['id-tokens'] }),
  })
}

export function useRemoveIdToken() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (token: string) => bodyOf(api.DELETE('/api/v1/id-tokens/{token}', { params: { path: { token } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['id-tokens'] }),
  })
}
