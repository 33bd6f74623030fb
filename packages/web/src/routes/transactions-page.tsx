import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { filterOf } from '../features/transactions/search.ts'
import { TransactionFilters } from '../features/transactions/transaction-filters.tsx'
import { TransactionTable } from '../features/transactions/transaction-table.tsx'
import { Page } from '../parts/page.tsx'
import { overviewQuery, sitesQuery } from '../queries/sites.ts'
import { counted, t } from '../texts/text.ts'

const route = getRouteApi('/shell/transactions')

export function TransactionsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/transactions' })
  const { data: sites } = useQuery(sitesQuery)
  const { data: overview } = useQuery(overviewQuery())
  return (
    <Page
      title={t('nav.transactions')}
      sub={
        overview &&
        `${counted('transactions.openNow', overview.openTransactions)} · ${counted('transactions.today', overview.transactionsToday)}`
      }
    >
      <TransactionFilters
        search={search}
        sites={sites?.items ?? []}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      <TransactionTable filter={filterOf(search)} />
    </Page>
  )
}
