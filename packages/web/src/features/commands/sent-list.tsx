import { Loader, Text } from '@mantine/core'
import { milliseconds } from '../../format/quantities.ts'
import { timeText } from '../../format/times.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { t } from '../../texts/text.ts'
import { type Outcome, outcomeDetail, outcomeTone, outcomeWord } from './outcome.ts'
import { type SentCommand, useSentCommands } from './sent-commands.ts'
import classes from './sent-list.module.css'

/** Asked, answered, and what is still to happen: three different things. */
export function SentList({ station, newest }: { readonly station: string; readonly newest: number | undefined }) {
  const sent = useSentCommands(station).slice(0, newest)
  if (sent.length === 0) return <Text c="dimmed">{t('commands.noneSent')}</Text>
  return (
    <ol className={classes.list} aria-live="polite">
      {sent.map((one) => (
        <SentLine key={one.number} sent={one} />
      ))}
    </ol>
  )
}

function SentLine({ sent }: { readonly sent: SentCommand }) {
  const { label, at, outcome, tookMs, afterAccepted } = sent
  const accepted = outcome?.kind === 'answered' && outcome.status === 'Accepted'
  return (
    <li className={classes.sent}>
      <time className={classes.time} dateTime={at.toISOString()}>
        {timeText(at, 'time')}
      </time>
      <span>{label}</span>
      <span className={classes.took}>{tookMs === null ? '' : milliseconds(tookMs)}</span>
      <span className={classes.answer}>
        {outcome ? <OutcomeBadge outcome={outcome} /> : <Waiting />}
        {outcome && outcomeDetail(outcome) && <span className={classes.detail}>{outcomeDetail(outcome)}</span>}
        {accepted && afterAccepted && <span className={classes.detail}>{afterAccepted}</span>}
      </span>
    </li>
  )
}

export function OutcomeBadge({ outcome }: { readonly outcome: Outcome }) {
  return <StateBadge tone={outcomeTone(outcome)}>{outcomeWord(outcome)}</StateBadge>
}

function Waiting() {
  return (
    <>
      <Loader size={12} type="dots" aria-hidden />
      <span className={classes.detail}>{t('commands.waiting')}</span>
    </>
  )
}
