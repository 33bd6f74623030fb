import { Anchor, Button, Card, Tabs, Title } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, bodyOf } from '../api/client.ts'
import type { Transaction } from '../api/types.ts'
import { useSendCommand } from '../features/commands/sent-commands.ts'
import { SentList } from '../features/commands/sent-list.tsx'
import { useAnswerToasts } from '../features/commands/use-answer-toasts.ts'
import { CloseDialog } from '../features/transactions/close-dialog.tsx'
import { Doubts } from '../features/transactions/doubts.tsx'
import { Flags } from '../features/transactions/flags.tsx'
import { MeterTable } from '../features/transactions/meter-table.tsx'
import { TransactionBadge } from '../features/transactions/transaction-badge.tsx'
import { TransactionCharts } from '../features/transactions/transaction-charts.tsx'
import { TransactionEvents } from '../features/transactions/transaction-events.tsx'
import { duration, energyExact, energyParts, percent, powerParts } from '../format/quantities.ts'
import { useNow } from '../format/use-now.ts'
import { Figure } from '../parts/figure.tsx'
import { KeyValues } from '../parts/key-values.tsx'
import { NotYet } from '../parts/loaded.tsx'
import { NotConnected } from '../parts/not-connected.tsx'
import { Notice } from '../parts/notice.tsx'
import { BackLink, Page } from '../parts/page.tsx'
import { Ago, At } from '../parts/times.tsx'
import { useTimeZone } from '../queries/sites.ts'
import { stationQuery } from '../queries/stations.ts'
import { transactionQuery } from '../queries/transactions.ts'
import { t, wordFor } from '../texts/text.ts'
import classes from './transaction-page.module.css'

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
  const [closing, setClosing] = useState(false)
  const timeZone = useTimeZone(transaction.site)
  const send = useSendCommand(transaction.station)
  useAnswerToasts(transaction.station)
  const open = transaction.state === 'open'
  const { data: station } = useQuery({ ...stationQuery(transaction.station), enabled: open })
  const away = open && station?.connected === false
  const stop = () =>
    void send({
      label: t('sent.stop', { id: transaction.id }),
      // OCPP 2.0.1 part 2, F03: Accepted means the station will try; the transaction ends when its event says so.
      afterAccepted: t('promise.stop'),
      send: () =>
        bodyOf(api.POST('/api/v1/transactions/{id}/stop', { params: { path: { id: transaction.id } }, body: {} })),
    })

  return (
    <Page
      title={t('transaction.title', { id: transaction.id })}
      badge={<TransactionBadge transaction={transaction} />}
      sub={
        <>
          <Anchor underline="always" component={Link} to={`/stations/${encodeURIComponent(transaction.station)}`}>
            {transaction.station}
          </Anchor>
          {[transaction.evse !== null && t('evse.title', { id: transaction.evse }), transaction.idTag]
            .filter(Boolean)
            .map((part) => ` · ${part}`)}
        </>
      }
      back={<BackLink to="/transactions">{t('nav.transactions')}</BackLink>}
      actions={
        open && (
          <>
            <Button leftSection={<IconPlayerStop size={16} />} disabled={away} onClick={stop}>
              {t('transaction.requestStop')}
            </Button>
            <Button variant="default" onClick={() => setClosing(true)}>
              {t('transaction.close')}
            </Button>
          </>
        )
      }
    >
      {away && (
        <div className={classes.away}>
          <NotConnected />
        </div>
      )}
      {transaction.probablyOver && (
        <div className={classes.away}>
          <Notice tone="warning">
            {t('transaction.probablyOver')}: {wordFor('overBecause', transaction.probablyOver.because)},{' '}
            <Ago at={transaction.probablyOver.since} />. {t('transaction.probablyOverWords')}
          </Notice>
        </div>
      )}
      <Card mb="md">
        <Figures transaction={transaction} />
      </Card>
      <Tabs defaultValue="course">
        <Tabs.List mb="md">
          <Tabs.Tab value="course">{t('tab.course')}</Tabs.Tab>
          <Tabs.Tab value="meter">{t('tab.meterValues')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="course">
          <div className={classes.columns}>
            <div className={classes.column}>
              {transaction.uncertain.length > 0 && (
                <Card>
                  <Title order={2} mb="xs">
                    {t('doubt.title')}
                  </Title>
                  <Doubts doubts={transaction.uncertain} />
                </Card>
              )}
              <TransactionCharts transaction={transaction} timeZone={timeZone} />
              {transaction.flags.length > 0 && (
                <Card>
                  <Title order={2} mb="xs">
                    {t('transaction.flags')}
                  </Title>
                  <Flags flags={transaction.flags} />
                </Card>
              )}
            </div>
            <div className={classes.column}>
              {open && (
                <Card>
                  <Title order={2} mb="xs">
                    {t('commands.sent')}
                  </Title>
                  <SentList station={transaction.station} newest={4} />
                </Card>
              )}
              <Facts transaction={transaction} timeZone={timeZone} />
              <TransactionEvents
                id={transaction.id}
                timeZone={timeZone}
                byReceipt={transaction.flags.includes('clock-corrected')}
              />
            </div>
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="meter">
          <MeterTable id={transaction.id} timeZone={timeZone} />
        </Tabs.Panel>
      </Tabs>
      <CloseDialog id={transaction.id} opened={closing} onClose={() => setClosing(false)} />
    </Page>
  )
}

function Figures({ transaction }: { readonly transaction: Transaction }) {
  const now = useNow()
  const open = transaction.state === 'open'
  const [energyValue = '', energyUnit = ''] = energyExact(transaction.energyWh).split(' ')
  const seconds = open ? (now - Date.parse(transaction.startedAt)) / 1000 : transaction.durationS
  return (
    <div className={classes.figures}>
      <Figure
        label={t('figure.energy')}
        quantity={{ value: energyValue, unit: energyUnit }}
        note={transaction.uncertain.length > 0 && t('doubt.sign')}
      />
      {transaction.exportedWh !== null && (
        <Figure label={t('figure.exported')} quantity={energyParts(transaction.exportedWh)} />
      )}
      {open && (
        <Figure
          label={t('figure.power')}
          quantity={powerParts(transaction.powerW)}
          note={transaction.powerAt && <Ago at={transaction.powerAt} />}
        />
      )}
      {transaction.socPercent !== null && (
        <Figure label={t('figure.soc')} quantity={{ value: percent(transaction.socPercent), unit: '' }} />
      )}
      <Figure label={t('transaction.duration')} quantity={{ value: duration(seconds), unit: '' }} />
      {!open && (
        <Figure
          label={t('transaction.stopReason')}
          quantity={{ value: transaction.stopReason ? wordFor('stopReason', transaction.stopReason) : '–', unit: '' }}
        />
      )}
    </div>
  )
}

/** No zone has a name for the year 1. */
const asSent = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`

interface CorrectedProps {
  readonly at: string
  readonly sent: string | null
  readonly zone: { readonly timeZone?: string }
}

/** By our clock, beside what a wrong one wrote. */
function Corrected({ at, sent, zone }: CorrectedProps) {
  return (
    <>
      <At at={at} {...zone} />
      {sent && (
        <>
          {' '}
          ({t('transaction.sentAs')} <time dateTime={sent}>{asSent(sent)}</time>)
        </>
      )}
    </>
  )
}

function Facts({
  transaction,
  timeZone,
}: {
  readonly transaction: Transaction
  readonly timeZone: string | undefined
}) {
  const zone = timeZone ? { timeZone } : {}
  return (
    <Card>
      <Title order={2} mb="sm">
        {t('transaction.facts')}
      </Title>
      <KeyValues
        items={[
          [
            t('transaction.started'),
            <Corrected key="started" at={transaction.startedAt} sent={transaction.startedAtSent} zone={zone} />,
          ],
          [
            t('transaction.stopped'),
            transaction.stoppedAt && (
              <Corrected key="stopped" at={transaction.stoppedAt} sent={transaction.stoppedAtSent} zone={zone} />
            ),
          ],
          [t('transaction.idToken'), [transaction.idTag, transaction.idTokenType].filter(Boolean).join(' · ')],
          [t('transaction.authorization'), transaction.authorizationStatus],
          [t('transaction.meterStart'), energyExact(transaction.meterStartWh)],
          [t('transaction.meterStop'), energyExact(transaction.meterStopWh ?? transaction.meterLastWh)],
          [t('transaction.wireId'), transaction.wireId],
          [t('station.version'), `OCPP ${transaction.version}`],
          [t('transaction.connector'), transaction.connector],
          [t('transaction.remoteStart'), transaction.remoteStartId],
          [t('transaction.reservation'), transaction.reservation],
          [t('transaction.stopIdToken'), transaction.stopIdTag],
          ...(transaction.matchedBy ? ([[t('transaction.matchedBy'), transaction.matchedBy]] as const) : []),
          ...(transaction.closedBy
            ? ([
                [
                  t('transaction.closedBy'),
                  transaction.closedBy === 'rule' ? t('transaction.byRule') : transaction.closedBy,
                ],
                [t('transaction.closeNote'), transaction.closeNote],
              ] as const)
            : []),
        ]}
      />
    </Card>
  )
}
