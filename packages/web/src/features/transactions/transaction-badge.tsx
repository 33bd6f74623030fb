import { IconCheck } from '@tabler/icons-react'
import type { Transaction } from '../../api/types.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { transactionProgress } from '../../parts/tones.ts'
import { t, wordFor } from '../../texts/text.ts'

export function TransactionBadge({ transaction }: { readonly transaction: Transaction }) {
  if (transaction.state === 'closed') {
    return (
      <StateBadge tone="unavailable" icon={IconCheck}>
        {t('transaction.closed')}
      </StateBadge>
    )
  }
  if (transaction.probablyOver) return <StateBadge tone="warning">{t('transaction.probablyOver')}</StateBadge>
  const progress = transactionProgress(transaction)
  return (
    <StateBadge tone={progress === 'Charging' ? 'charging' : 'occupied'}>
      {progress ? wordFor('chargingState', progress) : t('transaction.open')}
    </StateBadge>
  )
}
