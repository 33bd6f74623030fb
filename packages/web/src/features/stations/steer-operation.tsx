import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { Operation } from '../../api/types.ts'
import { failureText } from '../../parts/faces.tsx'
import { operationsQuery } from '../../queries/stations.ts'
import { t } from '../../texts/text.ts'

interface SteerOperationProps {
  readonly stationId: string
  readonly operation: Operation
}

const underWay: readonly Operation['state'][] = ['queued', 'sending', 'waiting']

/** Give it up while something is to come of it; have it tried again when nothing did. */
export function SteerOperation({ stationId, operation: { id, state } }: SteerOperationProps) {
  const queryClient = useQueryClient()
  const params = { path: { id } }
  const steer = useMutation({
    mutationFn: (what: 'cancel' | 'retry') =>
      bodyOf(
        what === 'cancel'
          ? api.POST('/api/v1/operations/{id}/cancel', { params })
          : api.POST('/api/v1/operations/{id}/retry', { params, body: {} }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: operationsQuery(stationId).queryKey }),
  })
  const what = underWay.includes(state) ? 'cancel' : state === 'done' ? null : 'retry'
  if (what === null) return null
  return (
    <Group gap="xs" mt={4}>
      <Button size="compact-sm" variant="default" loading={steer.isPending} onClick={() => steer.mutate(what)}>
        {t(what === 'cancel' ? 'operations.cancel' : 'operations.retry')}
      </Button>
      {steer.error && (
        <Text fz="sm" c="red" role="alert">
          {failureText(steer.error)}
        </Text>
      )}
    </Group>
  )
}
