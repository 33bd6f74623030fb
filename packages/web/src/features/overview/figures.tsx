import { Card } from '@mantine/core'
import type { Overview } from '../../api/types.ts'
import { count, energyParts, powerParts } from '../../format/quantities.ts'
import { Figure } from '../../parts/figure.tsx'
import { counted, t } from '../../texts/text.ts'
import classes from './figures.module.css'

export function Figures({ overview }: { readonly overview: Overview | undefined }) {
  return (
    <Card>
      <div className={classes.figures}>
        <Figure label={t('overview.powerNow')} quantity={overview && powerParts(overview.powerW)} />
        <Figure label={t('overview.energyToday')} quantity={overview && energyParts(overview.energyTodayWh)} />
        <Figure
          label={t('overview.openTransactions')}
          quantity={overview && { value: count(overview.openTransactions), unit: '' }}
          note={overview && transactionsNote(overview)}
        />
        <Figure
          label={t('overview.online')}
          quantity={
            overview && {
              value: count(overview.stations.online),
              unit: t('overview.of', { n: count(overview.stations.total) }),
            }
          }
          note={overview && offlineNote(overview)}
        />
        <Figure
          label={t('overview.faulted')}
          quantity={overview && { value: count(overview.stations.faulted), unit: '' }}
          note={overview && (overview.stations.faulted === 0 ? t('overview.allWell') : t('overview.needCare'))}
        />
      </div>
    </Card>
  )
}

function transactionsNote({ transactionsToday, probablyOver }: Overview): string {
  const over = probablyOver > 0 && counted('transactions.probablyOver', probablyOver)
  return [over, counted('transactions.today', transactionsToday)].filter(Boolean).join(' · ')
}

function offlineNote({ stations }: Overview): string {
  const parts = [
    stations.offline > 0 && counted('overview.offline', stations.offline),
    stations.never > 0 && counted('overview.never', stations.never),
    stations.pending > 0 && counted('overview.pending', stations.pending),
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : t('overview.allOnline')
}
