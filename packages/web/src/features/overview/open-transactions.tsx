import { Anchor, Card, Group, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Transaction } from '../../api/types.ts'
import { duration, energy, percent, power } from '../../format/quantities.ts'
import { useNow } from '../../format/use-now.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { recentTransactionsQuery } from '../../queries/transactions.ts'
import { t } from '../../texts/text.ts'
import classes from './list.module.css'

/** The newest open transactions, without those that are probably over. */
export function OpenTransactions({ site }: { readonly site?: string }) {
  const transactions = useQuery(
    recentTransactionsQuery({ state: 'open', probablyOver: false, limit: 8, ...(site && { site }) }),
  )
  return (
    <Card>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('overview.charging')}</Title>
        <Anchor component={Link} to={`/transactions?state=open${site ? `&site=${site}` : ''}`} fz="sm">
          {t('overview.all')}
        </Anchor>
      </Group>
      <Loaded query={transactions} loading={{ rows: 1, height: 160 }} empty={t('overview.noneCharging')}>
        {(items) => (
          <ul className={classes.list}>
            {items.map((transaction) => (
              <Row key={transaction.id} transaction={transaction} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

function Row({ transaction }: { readonly transaction: Transaction }) {
  const now = useNow()
  const seconds = (now - Date.parse(transaction.startedAt)) / 1000
  return (
    <li>
      <Link
        className={classes.row}
        to="/transactions/$transactionId"
        params={{ transactionId: String(transaction.id) }}
      >
        <span className={classes.main}>
          <span className={classes.title}>
            {[transaction.station, transaction.evse !== null && `EVSE ${transaction.evse}`].filter(Boolean).join(' · ')}
          </span>
          <span className={classes.note}>{[transaction.idTag, duration(seconds)].filter(Boolean).join(' · ')}</span>
        </span>
        <span className={classes.side}>
          <span className={classes.title}>{power(transaction.powerW)}</span>
          <span className={classes.note}>
            {[energy(transaction.energyWh), transaction.socPercent !== null && percent(transaction.socPercent)]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
      </Link>
    </li>
  )
}
