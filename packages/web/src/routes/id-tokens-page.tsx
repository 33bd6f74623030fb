import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { IdToken } from '../api/types.ts'
import { IdTokenFilters } from '../features/id-tokens/id-token-filters.tsx'
import { IdTokenForm } from '../features/id-tokens/id-token-form.tsx'
import { IdTokenTable } from '../features/id-tokens/id-token-table.tsx'
import { Page } from '../parts/page.tsx'
import { t } from '../texts/text.ts'

const route = getRouteApi('/shell/id-tokens')

export function IdTokensPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/id-tokens' })
  const [editing, setEditing] = useState<IdToken | 'new' | null>(null)
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
      <IdTokenFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />
      <IdTokenTable filter={search} onEdit={setEditing} />
      <IdTokenForm idToken={editing} onClose={() => setEditing(null)} />
    </Page>
  )
}
