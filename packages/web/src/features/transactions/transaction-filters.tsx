import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilterOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Site, UncertainReason } from '../../api/types.ts'
import { t, wordFor } from '../../texts/text.ts'
import { uncertainReasons } from './uncertain-reasons.ts'

/** As in the address bar; `from` and `to` are days. */
export interface TransactionSearch {
  readonly state?: 'open' | 'closed' | 'probably-over' | undefined
  readonly station?: string | undefined
  readonly idTag?: string | undefined
  readonly site?: string | undefined
  /** `any`, or a reason. */
  readonly doubt?: 'any' | UncertainReason | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

interface TransactionFiltersProps {
  readonly search: TransactionSearch
  readonly sites: readonly Site[]
  onChange(search: TransactionSearch): void
}

export function TransactionFilters({ search, sites, onChange }: TransactionFiltersProps) {
  return (
    <Group gap="xs" mb="sm" align="flex-end">
      <NativeSelect
        aria-label={t('transaction.state')}
        value={search.state ?? ''}
        onChange={(event) =>
          onChange({ ...search, state: (event.currentTarget.value || undefined) as TransactionSearch['state'] })
        }
        data={[
          { value: '', label: t('transactions.allStates') },
          { value: 'open', label: t('transactions.open') },
          { value: 'probably-over', label: t('transaction.probablyOver') },
          { value: 'closed', label: t('transactions.closed') },
        ]}
      />
      <TextFilter
        label={t('station.id')}
        value={search.station}
        onChange={(station) => onChange({ ...search, station })}
      />
      <TextFilter
        label={t('transaction.idToken')}
        value={search.idTag}
        onChange={(idTag) => onChange({ ...search, idTag })}
      />
      <NativeSelect
        aria-label={t('station.site')}
        value={search.site ?? ''}
        onChange={(event) => onChange({ ...search, site: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: t('stations.allSites') },
          ...sites.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        aria-label={t('doubt.filter')}
        value={search.doubt ?? ''}
        onChange={(event) =>
          onChange({ ...search, doubt: (event.currentTarget.value || undefined) as TransactionSearch['doubt'] })
        }
        data={[
          { value: '', label: t('doubt.noFilter') },
          { value: 'any', label: t('doubt.title') },
          ...uncertainReasons.map((reason) => ({ value: reason, label: `… ${wordFor('doubt', reason)}` })),
        ]}
      />
      <DayFilter
        label={t('transactions.from')}
        value={search.from}
        onChange={(from) => onChange({ ...search, from })}
      />
      <DayFilter label={t('transactions.to')} value={search.to} onChange={(to) => onChange({ ...search, to })} />
      {Object.values(search).some(Boolean) && (
        <Button variant="subtle" color="gray" leftSection={<IconFilterOff size={15} />} onClick={() => onChange({})}>
          {t('filters.clear')}
        </Button>
      )}
    </Group>
  )
}

interface FilterProps {
  readonly label: string
  readonly value: string | undefined
  onChange(value: string | undefined): void
}

function TextFilter({ label, value, onChange }: FilterProps) {
  const [text, setText] = useState(value ?? '')
  const apply = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), 300)
  useEffect(() => setText(value ?? ''), [value])
  return (
    <TextInput
      w="10rem"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        apply(event.currentTarget.value)
      }}
    />
  )
}

function DayFilter({ label, value, onChange }: FilterProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}
