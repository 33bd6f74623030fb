import { Group, NativeSelect } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ReservationTable } from '../features/reservations/reservation-table.tsx'
import { Page } from '../parts/page.tsx'
import { t, wordFor } from '../texts/text.ts'

const route = getRouteApi('/shell/reservations')
const states = ['requested', 'active', 'used', 'cancelled', 'expired', 'rejected', 'not-sent', 'removed'] as const

export function ReservationsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/reservations' })
  return (
    <Page title={t('nav.reservations')} sub={t('reservations.words')}>
      <Group mb="sm">
        <NativeSelect
          aria-label={t('reservation.state')}
          value={search.state ?? ''}
          onChange={(event) =>
            void navigate({
              search: { ...search, state: states.find((state) => state === event.currentTarget.value) },
              replace: true,
            })
          }
          data={[
            { value: '', label: t('reservations.allStates') },
            ...states.map((value) => ({ value, label: wordFor('reservation.state', value) })),
          ]}
        />
      </Group>
      <ReservationTable filter={search} />
    </Page>
  )
}
