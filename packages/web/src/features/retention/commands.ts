import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import { atHome } from '../../api/organisation.ts'
import type { Retained, RetentionRule } from '../../api/types.ts'

export function useSetRetention(kind: Retained['kind']) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<RetentionRule>) =>
      bodyOf(api.PUT('/api/v1/history/retention/{kind}', { params: { path: { kind }, header: atHome }, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['retention'] }),
  })
}
