import { Group, NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t, wordFor } from '../../texts/text.ts'

/** Empty is any. */
interface MessageSearch {
  readonly direction: 'in' | 'out' | ''
  readonly outcome: string
  readonly action: string
  readonly text: string
}

export const everyMessage: MessageSearch = { direction: '', outcome: '', action: '', text: '' }

interface MessageFiltersProps {
  readonly search: MessageSearch
  /** What we can send to the station. */
  readonly actions: readonly string[]
  onChange(search: MessageSearch): void
  readonly children: ReactNode
}

export function MessageFilters({ search, actions, onChange, children }: MessageFiltersProps) {
  return (
    <Group mb="sm" gap="xs">
      <TextInput
        flex="1 1 12rem"
        maw={320}
        aria-label={t('messages.search')}
        placeholder={t('messages.search')}
        leftSection={<IconSearch size={15} />}
        value={search.text}
        onChange={(event) => onChange({ ...search, text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t('messages.action')}
        value={search.action}
        onChange={(event) => onChange({ ...search, action: event.currentTarget.value })}
        data={[{ value: '', label: t('messages.allActions') }, ...actionNames(actions)]}
      />
      <NativeSelect
        aria-label={t('messages.direction')}
        value={search.direction}
        onChange={(event) =>
          onChange({ ...search, direction: event.currentTarget.value as MessageSearch['direction'] })
        }
        data={[
          { value: '', label: t('messages.bothDirections') },
          { value: 'in', label: t('messages.in') },
          { value: 'out', label: t('messages.out') },
        ]}
      />
      <NativeSelect
        aria-label={t('messages.outcome')}
        value={search.outcome}
        onChange={(event) => onChange({ ...search, outcome: event.currentTarget.value })}
        data={[
          { value: '', label: t('messages.allOutcomes') },
          ...outcomes.map((value) => ({ value, label: wordFor('messageOutcome', value) })),
        ]}
      />
      {children}
    </Group>
  )
}

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
