import { Tooltip } from '@mantine/core'
import { IconFlag } from '@tabler/icons-react'
import { StateBadge } from '../../parts/state-badge.tsx'
import { wordFor } from '../../texts/text.ts'
import classes from './flags.module.css'

/** What was noticed about a transaction: in a table a sign with words on hover, on its page in full. */
export function Flags({ flags, short }: { readonly flags: readonly string[]; readonly short?: boolean }) {
  if (flags.length === 0) return null
  if (short) {
    const words = flags.map((flag) => wordFor('flag', flag)).join(', ')
    return (
      <Tooltip label={words}>
        <span className={classes.short} role="img" aria-label={words}>
          <IconFlag size={15} aria-hidden />
          {flags.length > 1 && flags.length}
        </span>
      </Tooltip>
    )
  }
  return (
    <ul className={classes.list}>
      {flags.map((flag) => (
        <li key={flag}>
          <StateBadge tone="warning">{wordFor('flag', flag)}</StateBadge>
          <span>{wordFor('flagWords', flag)}</span>
        </li>
      ))}
    </ul>
  )
}
