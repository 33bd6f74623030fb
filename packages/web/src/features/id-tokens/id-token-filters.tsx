import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { IdToken } from '../../api/types.ts'
import { idTokenStatuses } from '../../parts/tones.ts'
import { t, wordFor } from '../../texts/text.ts'

/** As in the address bar. */
interface IdTokenSearch {
  readonly q?: string | undefined
  readonly status?: IdToken['status'] | undefined
}

interface IdTokenFiltersProps {
  readonly search: IdTokenSearch
  onChange(search: IdTokenSearch): void
}

export function IdTokenFilters({ search, onChange }: IdTokenFiltersProps) {
  const [text, setText] = useState(search.q ?? '')
  const apply = useDebouncedCallback((q: string) => onChange({ ...search, q: q.trim() || undefined }), 200)
  return (
    <Group gap="xs" mb="sm">
      <TextInput
        flex="1 1 14rem"
        maw={380}
        aria-label={t('idTokens.search')}
        placeholder={t('idTokens.search')}
        leftSection={<IconSearch size={15} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          apply(event.currentTarget.value)
        }}
      />
      <NativeSelect
        aria-label={t('idToken.status')}
        value={search.status ?? ''}
        onChange={(event) =>
          onChange({ ...search, status: (event.currentTarget.value || undefined) as IdTokenSearch['status'] })
        }
        data={[
          { value: '', label: t('idTokens.allStatuses') },
          ...idTokenStatuses.map((value) => ({
            value,
            label: wordFor('idToken.status', value),
          })),
        ]}
      />
    </Group>
  )
}
