import { Card } from '@mantine/core'
import type { Transaction } from '../../api/types.ts'
import { duration, energyExact, energyParts, percent, powerParts } from '../../format/quantities.ts'
import { useNow } from '../../format/use-now.ts'
import { Figure } from '../../parts/figure.tsx'
import { Ago } from '../../parts/times.tsx'
import { t, wordFor } from '../../texts/text.ts'
import classes from './transaction-figures.module.css'

export function TransactionFigures({ transaction }: { readonly transaction: Transaction }) {
  const now = useNow()
  const open = transaction.state === 'open'
  const [energyValue = '', energyUnit = ''] = energyExact(transaction.energyWh).split(' ')
  const seconds = open ? (now - Date.parse(transaction.startedAt)) / 1000 : transaction.durationS
  return (
    <Card mb="md">
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
    </Card>
  )
}
