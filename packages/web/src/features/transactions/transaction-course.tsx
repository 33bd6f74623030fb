import { Card, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Transaction } from '../../api/types.ts'
import { t } from '../../texts/text.ts'
import { Doubts } from './doubts.tsx'
import { Flags } from './flags.tsx'
import { TransactionCharts } from './transaction-charts.tsx'
import classes from './transaction-course.module.css'
import { TransactionEvents } from './transaction-events.tsx'
import { TransactionFacts } from './transaction-facts.tsx'

interface TransactionCourseProps {
  readonly transaction: Transaction
  readonly timeZone: string | undefined
  /** What was asked of the station meanwhile. */
  readonly sent: ReactNode
}

/** How it went: what was metered and what is odd about it, beside the facts and the station's own messages. */
export function TransactionCourse({ transaction, timeZone, sent }: TransactionCourseProps) {
  return (
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
        {sent}
        <TransactionFacts transaction={transaction} timeZone={timeZone} />
        <TransactionEvents
          id={transaction.id}
          timeZone={timeZone}
          byReceipt={transaction.flags.includes('clock-corrected')}
        />
      </div>
    </div>
  )
}
