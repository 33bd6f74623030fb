import { Card, Title } from '@mantine/core'
import type { Transaction } from '../../api/types.ts'
import { energyExact } from '../../format/quantities.ts'
import { KeyValues } from '../../parts/key-values.tsx'
import { At } from '../../parts/times.tsx'
import { t } from '../../texts/text.ts'

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

interface TransactionFactsProps {
  readonly transaction: Transaction
  readonly timeZone: string | undefined
}

export function TransactionFacts({ transaction, timeZone }: TransactionFactsProps) {
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
