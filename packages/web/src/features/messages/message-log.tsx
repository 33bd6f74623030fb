import { Button, Group, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowDownLeft, IconArrowUpRight, IconMessages, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Message, MessageFilter, Station } from '../../api/types.ts'
import { milliseconds, nothing } from '../../format/quantities.ts'
import { timeText, withZone, zonedText } from '../../format/times.ts'
import { type Column, RowButton } from '../../parts/data-table.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { useRows } from '../../parts/use-rows.ts'
import { messagesQuery, stationActionsQuery } from '../../queries/stations.ts'
import { counted, t } from '../../texts/text.ts'
import { MessageDrawer } from './message-drawer.tsx'
import { everyMessage, MessageFilters } from './message-filters.tsx'
import { MessageOutcome } from './message-outcome.tsx'
import { summaryOf } from './summary.ts'
import { useLiveMessages } from './use-live-messages.ts'

interface MessageLogProps {
  readonly station: Station
  readonly timeZone: string | undefined
}

/** Every frame of a station as it comes, with filters; each opens with its explanation. */
export function MessageLog({ station, timeZone }: MessageLogProps) {
  const [search, setSearch] = useState(everyMessage)
  const [opened, setOpened] = useState<Message | null>(null)
  const { direction, outcome, action, text } = search
  const [q] = useDebouncedValue(text.trim(), 250)
  const filter = useMemo<MessageFilter>(
    () => ({
      ...(direction && { direction }),
      ...(outcome && { outcome }),
      ...(action && { action }),
      ...(q && { q }),
    }),
    [direction, outcome, action, q],
  )
  const rows = useRows(useInfiniteQuery(messagesQuery(station.id, filter)))
  const { paused, waiting, setPaused } = useLiveMessages(station.id, filter)
  const { data: known } = useQuery(stationActionsQuery(station.id, station.version))

  const columns: Column<Message>[] = [
    {
      key: 'at',
      header: withZone(t('messages.at'), rows.rowAt(0)?.at, timeZone),
      width: '7rem',
      cell: (message) => timeText(message.at, 'time', timeZone),
    },
    {
      key: 'direction',
      header: t('messages.direction'),
      width: '6.5rem',
      fromEm: 60,
      cell: (message) => <Direction message={message} />,
    },
    {
      key: 'action',
      header: t('messages.action'),
      width: 'minmax(10rem, 15rem)',
      cell: (message) => (
        <RowButton onClick={() => setOpened(message)}>{message.action ?? t('messages.noAction')}</RowButton>
      ),
    },
    {
      key: 'summary',
      header: t('messages.content'),
      width: 'minmax(8rem, 1fr)',
      fromEm: 68,
      cell: (message) => (
        <Text span c="dimmed" fz="sm">
          {summaryOf(message.request) || nothing}
        </Text>
      ),
    },
    {
      key: 'outcome',
      header: t('messages.outcome'),
      width: 'minmax(7.5rem, 13rem)',
      cell: (message) => <MessageOutcome message={message} />,
    },
    {
      key: 'took',
      header: t('messages.took'),
      width: '4.5rem',
      end: true,
      fromEm: 60,
      cell: (message) => milliseconds(message.durationMs),
    },
  ]

  return (
    <>
      <MessageFilters search={search} actions={known?.items.map((item) => item.action) ?? []} onChange={setSearch}>
        <Button
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
          onClick={() => setPaused(!paused)}
        >
          {paused ? counted('messages.resume', waiting) : t('messages.pause')}
        </Button>
      </MessageFilters>
      <PagedTable
        label={t('messages.title')}
        rows={rows}
        loading={{ rows: 10 }}
        empty={{ icon: IconMessages, title: t('messages.none'), words: t('messages.noneWords') }}
        columns={columns}
        keyOf={(message) => message.id}
        rowHeight={36}
        cardHeight={66}
        card={(message) => (
          <>
            <Group justify="space-between" wrap="nowrap">
              <RowButton onClick={() => setOpened(message)}>{message.action ?? t('messages.noAction')}</RowButton>
              <MessageOutcome message={message} />
            </Group>
            <Text c="dimmed" fz="xs" truncate>
              {[zonedText(message.at, 'time', timeZone), t(`messages.${message.direction}`), summaryOf(message.request)]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </>
        )}
      />
      <MessageDrawer message={opened} timeZone={timeZone} onClose={() => setOpened(null)} />
    </>
  )
}

function Direction({ message }: { readonly message: Message }) {
  const Icon = message.direction === 'in' ? IconArrowDownLeft : IconArrowUpRight
  return (
    <Text span c="dimmed" fz="sm" style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
      <Icon size={15} aria-hidden />
      {t(`messages.${message.direction}`)}
    </Text>
  )
}
