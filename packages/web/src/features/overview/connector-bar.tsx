import { Card, Group, Skeleton, Text, Title } from '@mantine/core'
import type { Overview } from '../../api/types.ts'
import { count } from '../../format/quantities.ts'
import { BusbarStrip } from '../../parts/busbar-strip.tsx'
import { connectorTone } from '../../parts/tones.ts'
import { counted, t, wordFor } from '../../texts/text.ts'

/** From what flows to what fails. */
const order = [
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Occupied',
  'Preparing',
  'Finishing',
  'Reserved',
  'Available',
  'Unavailable',
  'Faulted',
  'Unknown',
]

export function ConnectorBar({ overview }: { readonly overview: Overview | undefined }) {
  return (
    <Card>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('overview.connectors')}</Title>
        {overview && <Text c="dimmed">{counted('overview.connectorCount', overview.connectors.total)}</Text>}
      </Group>
      {overview ? (
        <BusbarStrip
          parts={order.map((status) => {
            const amount = overview.connectors.byStatus[status] ?? 0
            return { tone: connectorTone(status), label: wordFor('connector', status), amount, text: count(amount) }
          })}
        />
      ) : (
        <Skeleton height={42} />
      )}
    </Card>
  )
}
