import { useQuery } from '@tanstack/react-query'
import { ConnectorBar } from '../features/overview/connector-bar.tsx'
import { EnergyDays } from '../features/overview/energy-days.tsx'
import { Faults } from '../features/overview/faults.tsx'
import { Figures } from '../features/overview/figures.tsx'
import { LogPaused } from '../features/overview/log-paused.tsx'
import { NoStations } from '../features/overview/no-stations.tsx'
import { OpenTransactions } from '../features/overview/open-transactions.tsx'
import { Outgrown } from '../features/overview/outgrown.tsx'
import { PowerOverTime } from '../features/overview/power-over-time.tsx'
import { SiteRows } from '../features/overview/site-rows.tsx'
import { Failed } from '../parts/faces.tsx'
import { Page } from '../parts/page.tsx'
import { overviewQuery } from '../queries/sites.ts'
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
      <Outgrown overview={overview.data} />
      <LogPaused overview={overview.data} />
      {overview.data?.stations.total === 0 ? (
        <NoStations />
      ) : (
        <div className={classes.page}>
          <Figures overview={overview.data} />
          <ConnectorBar overview={overview.data} />
          <div className={classes.columns}>
            <div className={classes.column}>
              <PowerOverTime overview={overview.data} />
              <EnergyDays />
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
