import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Transaction } from '../../api/types.ts'
import { t } from '../../texts/text.ts'

/** Where it took place, and by which id token. */
export function TransactionPlace({ transaction: { station, evse, idTag } }: { readonly transaction: Transaction }) {
  return (
    <>
      <Anchor underline="always" component={Link} to={`/stations/${encodeURIComponent(station)}`}>
        {station}
      </Anchor>
      {[evse !== null && t('evse.title', { id: evse }), idTag].filter(Boolean).map((part) => ` · ${part}`)}
    </>
  )
}
