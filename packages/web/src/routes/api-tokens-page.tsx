import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { NewToken } from '../features/api-tokens/new-token.tsx'
import { TokenTable } from '../features/api-tokens/token-table.tsx'
import { Page } from '../parts/page.tsx'
import { t } from '../texts/text.ts'

export function ApiTokensPage() {
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('nav.apiTokens')}
      sub={t('apiTokens.words')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
          {t('apiTokens.add')}
        </Button>
      }
    >
      <TokenTable />
      <NewToken opened={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}
