import { RetentionTable } from '../features/retention/retention-table.tsx'
import { Page } from '../parts/page.tsx'
import { t } from '../texts/text.ts'

export function RetentionPage() {
  return (
    <Page title={t('nav.retention')} sub={t('retention.sub')}>
      <RetentionTable />
    </Page>
  )
}
