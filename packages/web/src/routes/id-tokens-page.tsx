import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { IdToken } from '../api/types.ts'
import { IdTokenForm } from '../features/id-tokens/id-token-form.tsx'
import { IdTokenTable } from '../features/id-tokens/id-token-table.tsx'
import { Page } from '../parts/page.tsx'
import { t, wordFor } from '../texts/text.ts'

const route = getRouteApi('/shell/id-tokens')

export function IdTokensPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/id-tokens' })
  const [text, setText] = useState(search.q ?? '')
  const [editing, setEditing] = useState<IdToken | 'new' | null>(null)
  const change = (next: typeof search) => void navigate({ search: next, replace: true })
  const apply = useDebouncedCallback((q: string) => change({ ...search, q: q.trim() || undefined }), 200)
  return (
    <Page
      title={t('nav.idTokens')}
      sub={t('idTokens.words')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
          {t('idTokens.add')}
        </Button>
      }
    >
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
            change({ ...search, status: (event.currentTarget.value || undefined) as typeof search.status })
          }
          data={[
            { value: '', label: t('idTokens.allStatuses') },
            ...(['accepted', 'blocked', 'expired', 'invalid'] as const).map((value) => ({
              value,
              label: wordFor('idToken.status', value),
            })),
          ]}
        />
      </Group>
      <IdTokenTable filter={search} onEdit={setEditing} />
      <IdTokenForm idToken={editing} onClose={() => setEditing(null)} />
    </Page>
  )
}
