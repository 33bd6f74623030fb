import type { Transaction } from '../api/types.ts'
import { t, wordFor } from '../texts/text.ts'
import { Notice } from './notice.tsx'
import { StateBadge } from './state-badge.tsx'
import { Ago } from './times.tsx'

interface ProbablyOverProps {
  readonly of: NonNullable<Transaction['probablyOver']>
}

/** What says that a transaction is over, though its station has not. */
export function ProbablyOver({ of }: ProbablyOverProps) {
  return (
    <span>
      <StateBadge tone="warning">{t('transaction.probablyOver')}</StateBadge> {wordFor('overBecause', of.because)},{' '}
      <Ago at={of.since} />
    </span>
  )
}

/** The same, and what it means. */
export function ProbablyOverNotice({ of }: ProbablyOverProps) {
  return (
    <Notice tone="warning">
      {t('transaction.probablyOver')}: {wordFor('overBecause', of.because)}, <Ago at={of.since} />.{' '}
      {t('transaction.probablyOverWords')}
    </Notice>
  )
}
