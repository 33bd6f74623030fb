import { Button, Card, Group, Title } from '@mantine/core'
import { t } from '../../texts/text.ts'
import { useSentCommands } from './sent-commands.ts'
import { SentList } from './sent-list.tsx'

interface SentCardProps {
  readonly station: string
  /** No more than so many. */
  readonly newest?: number
  /** Not there before something was sent. */
  readonly hideEmpty?: boolean
  readonly onAll?: () => void
}

/** What was asked of a station, and its answers. */
export function SentCard({ station, newest, hideEmpty, onAll }: SentCardProps) {
  const sent = useSentCommands(station)
  if (hideEmpty && sent.length === 0) return null
  return (
    <Card>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('commands.sent')}</Title>
        {onAll && (
          <Button size="compact-sm" variant="subtle" onClick={onAll}>
            {t('commands.all')}
          </Button>
        )}
      </Group>
      <SentList station={station} newest={newest} />
    </Card>
  )
}
