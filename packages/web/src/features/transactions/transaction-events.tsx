import { Card, Code, Collapse, Group, Title, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TransactionEvent } from '../../api/types.ts'
import { withZone } from '../../format/times.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { At } from '../../parts/times.tsx'
import { transactionEventsQuery } from '../../queries/transactions.ts'
import { t, wordFor } from '../../texts/text.ts'
import classes from './transaction-events.module.css'

interface TransactionEventsProps {
  readonly id: number
  readonly timeZone: string | undefined
  /** The station's clock was wrong: then the times are those of receipt. What it wrote is in the message itself. */
  readonly byReceipt: boolean
}

/** The station's messages about the transaction, as they came. */
export function TransactionEvents({ id, timeZone, byReceipt }: TransactionEventsProps) {
  const events = useQuery(transactionEventsQuery(id))
  return (
    <Card>
      <Title order={2} mb="xs">
        {withZone(t('transaction.events'), timeOf(events.data?.items[0], byReceipt), timeZone)}
      </Title>
      <Loaded query={events} loading={{ rows: 3 }} empty={t('transaction.noEvents')}>
        {(items) => (
          <ol className={classes.list}>
            {items.map((event) => (
              <Event key={event.id} event={event} at={timeOf(event, byReceipt)} timeZone={timeZone} />
            ))}
          </ol>
        )}
      </Loaded>
    </Card>
  )
}

const timeOf = (event: TransactionEvent | undefined, byReceipt: boolean) => (byReceipt ? event?.receivedAt : event?.at)

interface EventProps {
  readonly event: TransactionEvent
  readonly at: string | undefined
  readonly timeZone: string | undefined
}

function Event({ event, at, timeZone }: EventProps) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <UnstyledButton className={classes.event} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} className={open ? classes.turned : ''} aria-hidden />
        <span className={classes.time}>
          <At at={at} shape="time" {...(timeZone && { timeZone })} />
        </span>
        <span>
          {wordFor('transactionEvent', event.type)}
          {event.triggerReason && <span className={classes.dim}> · {event.triggerReason}</span>}
        </span>
        <Group gap={6} ml="auto" wrap="nowrap">
          {event.offline && <StateBadge tone="warning">{t('transaction.offlineEvent')}</StateBadge>}
          {event.seqNo !== null && <span className={classes.dim}>#{event.seqNo}</span>}
        </Group>
      </UnstyledButton>
      <Collapse expanded={open} keepMounted={false}>
        <Code block fz="xs">
          {JSON.stringify(event.payload, null, 2)}
        </Code>
      </Collapse>
    </li>
  )
}
