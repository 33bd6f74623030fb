import { Text, Tooltip } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import type { Transaction } from '../../api/types.ts'
import { energyExact } from '../../format/quantities.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { t, wordFor } from '../../texts/text.ts'
import classes from './flags.module.css'

type Doubt = Transaction['uncertain'][number]

/** Why the energy is not beyond doubt, each with both figures where there are two. */
export function Doubts({ doubts }: { readonly doubts: readonly Doubt[] }) {
  return (
    <ul className={classes.list}>
      {doubts.map(({ reason, takenWh, otherWh }) => (
        <li key={reason}>
          <StateBadge tone="warning">{wordFor('doubt', reason)}</StateBadge>
          <span>
            {wordFor('doubtWords', reason)}{' '}
            <Text span inherit c="var(--mantine-color-text)">
              {figures(takenWh, otherWh)}
            </Text>
          </span>
        </li>
      ))}
    </ul>
  )
}

function figures(takenWh: number | null, otherWh: number | null): string {
  const taken = takenWh === null ? t('doubt.unknown') : t('doubt.taken', { energy: energyExact(takenWh) })
  return otherWh === null ? taken : `${taken} ${t('doubt.otherwise', { energy: energyExact(otherWh) })}`
}

/** In a table: a sign, with words on hover. */
export function DoubtSign({ doubts }: { readonly doubts: readonly Doubt[] }) {
  if (doubts.length === 0) return null
  const words = `${t('doubt.title')}: ${doubts.map(({ reason }) => wordFor('doubt', reason)).join(', ')}`
  return (
    <Tooltip label={words}>
      <span className={classes.short} role="img" aria-label={words}>
        <IconHelpCircle size={15} aria-hidden />
      </span>
    </Tooltip>
  )
}
