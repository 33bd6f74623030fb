import { Group, Text } from '@mantine/core'
import { IconBolt } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Transaction, TransactionFilter } from '../../api/types.ts'
import { duration, energy, nothing, percent, power } from '../../format/quantities.ts'
import { useNow } from '../../format/use-now.ts'
import { type Column, RowLink } from '../../parts/data-table.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { At } from '../../parts/times.tsx'
import { useRows } from '../../parts/use-rows.ts'
import { useTimeZone } from '../../queries/sites.ts'
import { transactionListQuery } from '../../queries/transactions.ts'
import { t } from '../../texts/text.ts'
import { DoubtSign } from './doubts.tsx'
import { Flags } from './flags.tsx'
import { TransactionBadge } from './transaction-badge.tsx'

const columns: readonly Column<Transaction>[] = [
  {
    key: 'id',
    header: t('transaction.number'),
    width: '4.5rem',
    cell: (one) => (
      <RowLink to="/transactions/$transactionId" params={{ transactionId: String(one.id) }}>
        {one.id}
      </RowLink>
    ),
  },
  {
    key: 'state',
    header: t('transaction.state'),
    width: '8.5rem',
    cell: (one) => <TransactionBadge transaction={one} />,
  },
  {
    key: 'station',
    header: t('transaction.place'),
    width: 'minmax(10rem, 1.6fr)',
    cell: (one) => [one.station, one.evse !== null && `EVSE ${one.evse}`].filter(Boolean).join(' · '),
  },
  {
    key: 'idTag',
    header: t('transaction.idToken'),
    width: 'minmax(6rem, 1fr)',
    fromEm: 75,
    cell: (one) => one.idTag ?? nothing,
  },
  {
    key: 'started',
    header: t('transaction.started'),
    width: '10.5rem',
    fromEm: 55,
    cell: (one) => <Started transaction={one} />,
  },
  {
    key: 'duration',
    header: t('transaction.duration'),
    width: '5rem',
    end: true,
    fromEm: 68,
    cell: (one) => <Lasting transaction={one} />,
  },
  {
    key: 'energy',
    header: t('figure.energy'),
    width: '5.5rem',
    end: true,
    fromEm: 62,
    cell: (one) => <Energy transaction={one} />,
  },
  {
    key: 'power',
    header: t('figure.power'),
    width: '5rem',
    end: true,
    fromEm: 80,
    cell: (one) => (one.state === 'open' ? power(one.powerW) : nothing),
  },
  { key: 'soc', header: t('figure.soc'), width: '4rem', end: true, fromEm: 89, cell: (one) => percent(one.socPercent) },
  {
    key: 'flags',
    header: t('transaction.flags'),
    width: 'minmax(3rem, 0.6fr)',
    fromEm: 84,
    cell: (one) => <Flags flags={one.flags} short />,
  },
]

export function TransactionTable({ filter }: { readonly filter: TransactionFilter }) {
  const rows = useRows(useInfiniteQuery(transactionListQuery(filter)))
  return (
    <PagedTable
      label={t('nav.transactions')}
      rows={rows}
      loading={{ rows: 12, height: 32 }}
      empty={{ icon: IconBolt, title: t('transactions.none'), words: t('transactions.noneWords') }}
      columns={columns}
      keyOf={(one) => one.id}
      cardHeight={92}
      card={(one) => (
        <>
          <Group justify="space-between" wrap="nowrap">
            <RowLink to="/transactions/$transactionId" params={{ transactionId: String(one.id) }}>
              {one.station}
              {one.evse !== null && ` · EVSE ${one.evse}`}
            </RowLink>
            <TransactionBadge transaction={one} />
          </Group>
          <Text c="dimmed" fz="sm" truncate>
            {[`#${one.id}`, one.idTag].filter(Boolean).join(' · ')}
          </Text>
          <Group justify="space-between" wrap="nowrap" mt={4}>
            <Text fz="sm">
              <Started transaction={one} /> · <Lasting transaction={one} />
            </Text>
            <Text fz="sm" fw={550}>
              <Energy transaction={one} />
            </Text>
          </Group>
        </>
      )}
    />
  )
}

function Energy({ transaction: { energyWh, uncertain } }: { readonly transaction: Transaction }) {
  return (
    <>
      <DoubtSign doubts={uncertain} /> {energy(energyWh)}
    </>
  )
}

/** On the site's clock, as on the transaction's own page. */
function Started({ transaction }: { readonly transaction: Transaction }) {
  const timeZone = useTimeZone(transaction.site)
  return <At at={transaction.startedAt} {...(timeZone && { timeZone })} />
}

function Lasting({ transaction }: { readonly transaction: Transaction }) {
  const now = useNow()
  const end = transaction.stoppedAt ? Date.parse(transaction.stoppedAt) : transaction.state === 'closed' ? null : now
  return (
    <>{end === null ? duration(transaction.durationS) : duration((end - Date.parse(transaction.startedAt)) / 1000)}</>
  )
}
