import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconMessages,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { Message, MessageFilter, ServerEvent, Station } from '../../api/types.ts'
import { milliseconds, nothing } from '../../format/quantities.ts'
import { timeText, withZone, zonedText } from '../../format/times.ts'
import { useStationMessages } from '../../live/live.ts'
import { type Column, RowButton } from '../../parts/data-table.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { useRows } from '../../parts/use-rows.ts'
import { messagesQuery, stationActionsQuery } from '../../queries/stations.ts'
import { counted, t, wordFor } from '../../texts/text.ts'
import { MessageDrawer } from './message-drawer.tsx'
import { MessageOutcome } from './message-outcome.tsx'
import { matches, summaryOf } from './summary.ts'

const outcomes = [
  'answered',
  'refused',
  'timeout',
  'closed',
  'malformed',
  'invalid-response',
  'offline',
  'busy',
  'sent',
]

interface MessageLogProps {
  readonly station: Station
  readonly timeZone: string | undefined
}

/** Every frame of a station as it comes, with filters; each opens with its explanation. */
export function MessageLog({ station, timeZone }: MessageLogProps) {
  const [direction, setDirection] = useState('')
  const [outcome, setOutcome] = useState('')
  const [action, setAction] = useState('')
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 250)
  const [opened, setOpened] = useState<Message | null>(null)
  const filter = useMemo<MessageFilter>(
    () => ({
      ...(direction && { direction: direction as 'in' | 'out' }),
      ...(outcome && { outcome }),
      ...(action.trim() && { action: action.trim() }),
      ...(q && { q }),
    }),
    [direction, outcome, action, q],
  )
  const rows = useRows(useInfiniteQuery(messagesQuery(station.id, filter)))
  const { paused, waiting, setPaused } = useLiveRows(station.id, filter)
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
      <Group mb="sm" gap="xs">
        <TextInput
          flex="1 1 12rem"
          maw={320}
          aria-label={t('messages.search')}
          placeholder={t('messages.search')}
          leftSection={<IconSearch size={15} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('messages.action')}
          value={action}
          onChange={(event) => setAction(event.currentTarget.value)}
          data={[
            { value: '', label: t('messages.allActions') },
            ...actionNames(known?.items.map((item) => item.action) ?? []),
          ]}
        />
        <NativeSelect
          aria-label={t('messages.direction')}
          value={direction}
          onChange={(event) => setDirection(event.currentTarget.value)}
          data={[
            { value: '', label: t('messages.bothDirections') },
            { value: 'in', label: t('messages.in') },
            { value: 'out', label: t('messages.out') },
          ]}
        />
        <NativeSelect
          aria-label={t('messages.outcome')}
          value={outcome}
          onChange={(event) => setOutcome(event.currentTarget.value)}
          data={[
            { value: '', label: t('messages.allOutcomes') },
            ...outcomes.map((value) => ({ value, label: wordFor('messageOutcome', value) })),
          ]}
        />
        <Button
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
          onClick={() => setPaused(!paused)}
        >
          {paused ? counted('messages.resume', waiting) : t('messages.pause')}
        </Button>
      </Group>
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

/** New messages go on top as they come, unless the reader has stopped the log. */
function useLiveRows(station: string, filter: MessageFilter) {
  const queryClient = useQueryClient()
  const [paused, setPaused] = useState(false)
  const [held, setHeld] = useState<readonly Message[]>([])
  const { queryKey } = messagesQuery(station, filter)
  const add = useCallback(
    (messages: readonly Message[]) =>
      queryClient.setQueryData(messagesQuery(station, filter).queryKey, (known) => {
        const [first, ...rest] = known?.pages ?? []
        if (!known || !first) return known
        const fresh = messages.filter(
          (message) => matches(filter, message) && !first.items.some(({ id }) => id === message.id),
        )
        return {
          ...known,
          pages: [{ ...first, items: [...fresh, ...first.items], total: first.total + fresh.length }, ...rest],
        }
      }),
    [queryClient, station, filter],
  )
  const onEvent = useCallback(
    (event: ServerEvent) => {
      if (event.kind !== 'message') return
      const message = messageOf(event)
      if (!message) return
      if (paused) setHeld((known) => (matches(filter, message) ? [message, ...known] : known))
      else add([message])
    },
    [paused, add, filter],
  )
  useStationMessages(station, onEvent)
  return {
    queryKey,
    paused,
    waiting: held.length,
    setPaused(pause: boolean) {
      if (!pause) {
        add(held)
        setHeld([])
      }
      setPaused(pause)
    },
  }
}

function messageOf({ data }: ServerEvent): Message | null {
  const row = 'row' in data ? data.row : data
  return typeof row === 'object' && row !== null && 'requestText' in row ? (row as Message) : null
}

/** What stations send, beside what we can send them. */
const fromStations = [
  'Authorize',
  'BootNotification',
  'DataTransfer',
  'FirmwareStatusNotification',
  'Heartbeat',
  'LogStatusNotification',
  'MeterValues',
  'NotifyEvent',
  'NotifyReport',
  'SecurityEventNotification',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
  'TransactionEvent',
]
const actionNames = (ours: readonly string[]) => [...new Set([...fromStations, ...ours])].sort()
