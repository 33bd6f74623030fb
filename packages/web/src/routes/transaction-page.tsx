import { Button, Tabs } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Transaction } from '../api/types.ts'
import { SentCard } from '../features/commands/sent-card.tsx'
import { useRequestStop } from '../features/commands/station-commands.ts'
import { useAnswerToasts } from '../features/commands/use-answer-toasts.ts'
import { CloseDialog } from '../features/transactions/close-dialog.tsx'
import { MeterTable } from '../features/transactions/meter-table.tsx'
import { TransactionBadge } from '../features/transactions/transaction-badge.tsx'
import { TransactionCourse } from '../features/transactions/transaction-course.tsx'
import { TransactionFigures } from '../features/transactions/transaction-figures.tsx'
import { TransactionPlace } from '../features/transactions/transaction-place.tsx'
import { useReadingsOf } from '../live/live.ts'
import { NotYet } from '../parts/loaded.tsx'
import { NotConnected } from '../parts/not-connected.tsx'
import { Notices } from '../parts/notice.tsx'
import { BackLink, Page } from '../parts/page.tsx'
import { ProbablyOverNotice } from '../parts/probably-over.tsx'
import { useTimeZone } from '../queries/sites.ts'
import { stationQuery } from '../queries/stations.ts'
import { transactionQuery } from '../queries/transactions.ts'
import { t } from '../texts/text.ts'

const route = getRouteApi('/shell/transactions/$transactionId')

export function TransactionPage() {
  const { transactionId } = route.useParams()
  const id = Number(transactionId)
  const transaction = useQuery(transactionQuery(id))
  if (transaction.data) return <Known key={id} transaction={transaction.data} />
  return (
    <Page
      title={t('transaction.title', { id: transactionId })}
      back={<BackLink to="/transactions">{t('nav.transactions')}</BackLink>}
    >
      <NotYet query={transaction} missing={t('transaction.missing', { id: transactionId })} />
    </Page>
  )
}

function Known({ transaction }: { readonly transaction: Transaction }) {
  const { id, site, probablyOver } = transaction
  const [closing, setClosing] = useState(false)
  const timeZone = useTimeZone(site)
  const requestStop = useRequestStop(transaction.station)
  useAnswerToasts(transaction.station)
  useReadingsOf(transaction.station)
  const open = transaction.state === 'open'
  const { data: station } = useQuery({ ...stationQuery(transaction.station), enabled: open })
  const away = open && station?.connected === false

  return (
    <Page
      title={t('transaction.title', { id })}
      badge={<TransactionBadge transaction={transaction} />}
      sub={<TransactionPlace transaction={transaction} />}
      back={<BackLink to="/transactions">{t('nav.transactions')}</BackLink>}
      actions={
        open && (
          <>
            <Button leftSection={<IconPlayerStop size={16} />} disabled={away} onClick={() => requestStop(id)}>
              {t('transaction.requestStop')}
            </Button>
            <Button variant="default" onClick={() => setClosing(true)}>
              {t('transaction.close')}
            </Button>
          </>
        )
      }
    >
      <Notices>
        {away && <NotConnected />}
        {probablyOver && <ProbablyOverNotice of={probablyOver} />}
      </Notices>
      <TransactionFigures transaction={transaction} />
      <Tabs defaultValue="course">
        <Tabs.List mb="md">
          <Tabs.Tab value="course">{t('tab.course')}</Tabs.Tab>
          <Tabs.Tab value="meter">{t('tab.meterValues')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="course">
          <TransactionCourse
            transaction={transaction}
            timeZone={timeZone}
            sent={open && <SentCard station={transaction.station} newest={4} />}
          />
        </Tabs.Panel>
        <Tabs.Panel value="meter">
          <MeterTable id={id} timeZone={timeZone} />
        </Tabs.Panel>
      </Tabs>
      <CloseDialog id={id} opened={closing} onClose={() => setClosing(false)} />
    </Page>
  )
}
