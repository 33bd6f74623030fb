import { Group, NativeSelect } from '@mantine/core'
import type { Reservation } from '../../api/types.ts'
import { reservationStates } from '../../parts/tones.ts'
import { t, wordFor } from '../../texts/text.ts'

/** As in the address bar. */
interface ReservationSearch {
  readonly state?: Reservation['state'] | undefined
  readonly station?: string | undefined
}

interface ReservationFiltersProps {
  readonly search: ReservationSearch
  onChange(search: ReservationSearch): void
}

export function ReservationFilters({ search, onChange }: ReservationFiltersProps) {
  return (
    <Group mb="sm">
      <NativeSelect
        aria-label={t('reservation.state')}
        value={search.state ?? ''}
        onChange={(event) =>
          onChange({ ...search, state: reservationStates.find((state) => state === event.currentTarget.value) })
        }
        data={[
          { value: '', label: t('reservations.allStates') },
          ...reservationStates.map((value) => ({ value, label: wordFor('reservation.state', value) })),
        ]}
      />
    </Group>
  )
}
