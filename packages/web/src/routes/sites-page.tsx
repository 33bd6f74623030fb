import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconMapPin, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { SiteMap } from '../features/sites/map/site-map.tsx'
import { SiteCards } from '../features/sites/site-cards.tsx'
import { SiteForm } from '../features/sites/site-form.tsx'
import { power } from '../format/quantities.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { sitesQuery } from '../queries/sites.ts'
import { counted, t } from '../texts/text.ts'
import classes from './sites-page.module.css'

export function SitesPage() {
  const sites = useQuery(sitesQuery)
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  const phone = useMediaQuery('(max-width: 47.99em)')
  const total = sites.data?.items.reduce((sum, site) => sum + site.powerW, 0)
  return (
    <Page
      title={t('nav.sites')}
      sub={sites.data && `${counted('sites.count', sites.data.total)} · ${power(total)}`}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
          {t('sites.add')}
        </Button>
      }
    >
      <Loaded
        query={sites}
        loading={{ rows: 8, height: 40 }}
        empty={{ icon: IconMapPin, title: t('sites.none'), words: t('sites.noneWords') }}
      >
        {(items) => (
          <div className={classes.columns}>
            <SiteMap
              sites={items}
              height={phone ? 260 : 560}
              onOpen={(site) => void navigate({ to: '/sites/$siteId', params: { siteId: site.id } })}
            />
            <SiteCards sites={items} />
          </div>
        )}
      </Loaded>
      <SiteForm site={adding ? 'new' : null} onClose={() => setAdding(false)} />
    </Page>
  )
}
