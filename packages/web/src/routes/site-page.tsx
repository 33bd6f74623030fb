import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Site } from '../api/types.ts'
import { EnergyDays } from '../features/overview/energy-days.tsx'
import { Faults } from '../features/overview/faults.tsx'
import { Figures } from '../features/overview/figures.tsx'
import { OpenTransactions } from '../features/overview/open-transactions.tsx'
import { PowerOverTime } from '../features/overview/power-over-time.tsx'
import { SiteMap } from '../features/sites/map/site-map.tsx'
import { addressText, SiteConnection } from '../features/sites/site-connection.tsx'
import { SiteForm } from '../features/sites/site-form.tsx'
import { SiteStations } from '../features/sites/site-stations.tsx'
import { gridLimitW } from '../parts/grid-load.tsx'
import { NotYet } from '../parts/loaded.tsx'
import { BackLink, Page } from '../parts/page.tsx'
import { overviewQuery, siteQuery } from '../queries/sites.ts'
import { t } from '../texts/text.ts'
import classes from './overview-page.module.css'

const route = getRouteApi('/shell/sites/$siteId')

export function SitePage() {
  const { siteId } = route.useParams()
  const site = useQuery(siteQuery(siteId))
  if (site.data) return <Known key={siteId} site={site.data} />
  return (
    <Page title={siteId} back={<BackLink to="/sites">{t('nav.sites')}</BackLink>}>
      <NotYet query={site} missing={t('sites.missing', { id: siteId })} />
    </Page>
  )
}

function Known({ site }: { readonly site: Site }) {
  const [editing, setEditing] = useState(false)
  const navigate = useNavigate()
  const { data: overview } = useQuery(overviewQuery(site.id))
  return (
    <Page
      title={site.name}
      sub={addressText(site)}
      back={<BackLink to="/sites">{t('nav.sites')}</BackLink>}
      actions={
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
          {t('edit')}
        </Button>
      }
    >
      <div className={classes.page}>
        <Figures overview={overview} />
        <div className={classes.columns}>
          <div className={classes.column}>
            <PowerOverTime overview={overview} site={site.id} timeZone={site.timeZone} limitW={gridLimitW(site)} />
            <EnergyDays site={site.id} />
            <SiteStations site={site.id} />
          </div>
          <div className={classes.column}>
            <SiteConnection site={site} powerW={overview?.powerW ?? site.powerW} />
            <Faults overview={overview} />
            <OpenTransactions site={site.id} />
            {site.latitude !== null && <SiteMap sites={[site]} height={220} />}
          </div>
        </div>
      </div>
      <SiteForm
        site={editing ? site : null}
        onClose={() => setEditing(false)}
        onRemoved={() => void navigate({ to: '/sites' })}
      />
    </Page>
  )
}
