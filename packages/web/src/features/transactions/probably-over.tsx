import type { Transaction } from '../../api/types.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Ago } from '../../parts/times.tsx'
import { t, wordFor } from '../../texts/text.ts'

/** What says that a transaction is over, though its station has not. */
export function ProbablyOver({ of }: { readonly of: NonNullable<Transaction['probablyOver']> }) {
  return (
    <span>
      <StateBadge tone="warning">{t('transaction.probablyOver')}</StateBadge> {wordFor('overBecause', of.because)},{' '}
      <Ago at={of.since} />
    </span>
  )
}
