import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ReservationFilters } from '../features/reservations/reservation-filters.tsx'
import { ReservationTable } from '../features/reservations/reservation-table.tsx'
import { Page } from '../parts/page.tsx'
import { t } from '../texts/text.ts'

const route = getRouteApi('/shell/reservations')

export function ReservationsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/reservations' })
  return (
    <Page title={t('nav.reservations')} sub={t('reservations.words')}>
      <ReservationFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />
      <ReservationTable filter={search} />
    </Page>
  )
}
