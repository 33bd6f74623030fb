import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { SiteForm } from '../features/sites/site-form.tsx'
import { SiteOverview, sitesText } from '../features/sites/site-overview.tsx'
import { Page } from '../parts/page.tsx'
import { sitesQuery } from '../queries/sites.ts'
import { t } from '../texts/text.ts'

export function SitesPage() {
  const sites = useQuery(sitesQuery)
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('nav.sites')}
      sub={sites.data && sitesText(sites.data)}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
          {t('sites.add')}
        </Button>
      }
    >
      <SiteOverview query={sites} />
      <SiteForm site={adding ? 'new' : null} onClose={() => setAdding(false)} />
    </Page>
  )
}
