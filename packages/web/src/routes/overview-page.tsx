import { Button, Card } from '@mantine/core'
import { IconChargingPile, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ConnectorBar } from '../features/overview/connector-bar.tsx'
import { Faults } from '../features/overview/faults.tsx'
import { Figures } from '../features/overview/figures.tsx'
import { OpenTransactions } from '../features/overview/open-transactions.tsx'
import { PowerDay } from '../features/overview/power-day.tsx'
import { SiteRows } from '../features/overview/site-rows.tsx'
import { Empty, Failed } from '../parts/faces.tsx'
import { Page } from '../parts/page.tsx'
import { overviewQuery } from '../queries/overview.ts'
import { t } from '../texts/text.ts'
import classes from './overview-page.module.css'

export function OverviewPage() {
  const overview = useQuery(overviewQuery())
  if (overview.isError && !overview.data) {
    return (
      <Page title={t('nav.overview')}>
        <Failed error={overview.error} onRetry={() => void overview.refetch()} />
      </Page>
    )
  }
  return (
    <Page title={t('nav.overview')}>
      {overview.data?.stations.total === 0 ? (
        <Card>
          <Empty
            icon={IconChargingPile}
            title={t('overview.empty')}
            action={
              <Button
                leftSection={<IconPlus size={16} />}
                renderRoot={(props) => <Link {...props} to="/stations" hash="add" />}
              >
                {t('stations.add')}
              </Button>
            }
          >
            {t('overview.emptyWords')}
          </Empty>
        </Card>
      ) : (
        <div className={classes.page}>
          <Figures overview={overview.data} />
          <ConnectorBar overview={overview.data} />
          <div className={classes.columns}>
            <div className={classes.column}>
              <PowerDay overview={overview.data} />
              <SiteRows />
            </div>
            <div className={classes.column}>
              <Faults overview={overview.data} />
              <OpenTransactions />
            </div>
          </div>
        </div>
      )}
    </Page>
  )
}
