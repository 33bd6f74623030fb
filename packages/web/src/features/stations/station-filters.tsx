import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilterOff, IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Site } from '../../api/types.ts'
import { t, wordFor } from '../../texts/text.ts'
import type { StationSearch } from './search.ts'

interface StationFiltersProps {
  readonly search: StationSearch
  readonly sites: readonly Site[]
  onChange(search: StationSearch): void
}

export function StationFilters({ search, sites, onChange }: StationFiltersProps) {
  const [text, setText] = useState(search.q ?? '')
  const apply = useDebouncedCallback((q: string) => onChange({ ...search, q: q.trim() || undefined }), 200)
  useEffect(() => setText(search.q ?? ''), [search.q])
  const state = search.faulted ? 'faulted' : search.admission === 'pending' ? 'pending' : (search.status ?? '')
  const filtered = Boolean(search.q || state || search.site || search.version)
  return (
    <Group gap="xs" mb="sm">
      <TextInput
        flex="1 1 14rem"
        maw={380}
        aria-label={t('stations.search')}
        placeholder={t('stations.search')}
        leftSection={<IconSearch size={15} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          apply(event.currentTarget.value)
        }}
      />
      <NativeSelect
        aria-label={t('station.state')}
        value={state}
        onChange={(event) => onChange({ ...search, ...stateSearch(event.currentTarget.value) })}
        data={[
          { value: '', label: t('stations.allStates') },
          ...['online', 'offline', 'never', 'faulted', 'pending'].map((value) => ({
            value,
            label: wordFor('station.status', value),
          })),
        ]}
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
        aria-label={t('station.version')}
        value={search.version ?? ''}
        onChange={(event) =>
          onChange({ ...search, version: (event.currentTarget.value || undefined) as StationSearch['version'] })
        }
        data={[
          { value: '', label: t('stations.allVersions') },
          ...['1.6', '2.0.1', '2.1'].map((value) => ({ value, label: `OCPP ${value}` })),
        ]}
      />
      {filtered && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFilterOff size={15} />}
          onClick={() => onChange({ sort: search.sort })}
        >
          {t('filters.clear')}
        </Button>
      )}
    </Group>
  )
}

function stateSearch(state: string): StationSearch {
  const none = { status: undefined, faulted: undefined, admission: undefined }
  if (state === 'faulted') return { ...none, faulted: 'true' }
  if (state === 'pending') return { ...none, admission: 'pending' }
  return { ...none, status: (state || undefined) as StationSearch['status'] }
}
