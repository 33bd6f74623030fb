import { Anchor, Group, Text } from '@mantine/core'
import { IconCalendarClock } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Reservation, ReservationFilter } from '../../api/types.ts'
import { nothing } from '../../format/quantities.ts'
import { AboveRow, type Column, RowLink } from '../../parts/data-table.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Ago, At } from '../../parts/times.tsx'
import { reservationTones } from '../../parts/tones.ts'
import { useRows } from '../../parts/use-rows.ts'
import { reservationListQuery } from '../../queries/lists.ts'
import { t, wordFor } from '../../texts/text.ts'

const columns: readonly Column<Reservation>[] = [
  { key: 'id', header: t('reservation.number'), width: '6rem', cell: (one) => one.id },
  {
    key: 'state',
    header: t('reservation.state'),
    width: '8rem',
    cell: (one) => (
      <StateBadge tone={reservationTones[one.state]}>{wordFor('reservation.state', one.state)}</StateBadge>
    ),
  },
  {
    key: 'station',
    header: t('transaction.place'),
    width: 'minmax(9rem, 1.4fr)',
    cell: (one) => (
      <RowLink to="/stations/$stationId" params={{ stationId: one.station }}>
        {place(one)}
      </RowLink>
    ),
  },
  { key: 'token', header: t('transaction.idToken'), width: 'minmax(8rem, 1fr)', cell: (one) => one.idTag },
  { key: 'expires', header: t('reservation.expires'), width: '8.5rem', cell: (one) => <At at={one.expiresAt} /> },
  {
    key: 'transaction',
    header: t('reservation.transaction'),
    width: '7rem',
    fromEm: 64,
    cell: (one) =>
      one.transaction === null ? (
        nothing
      ) : (
        <AboveRow>
          <Anchor component={Link} to={`/transactions/${one.transaction}`}>
            {one.transaction}
          </Anchor>
        </AboveRow>
      ),
  },
  {
    key: 'created',
    header: t('reservation.created'),
    width: '7rem',
    end: true,
    fromEm: 70,
    cell: (one) => <Ago at={one.createdAt} />,
  },
]

export function ReservationTable({ filter }: { readonly filter: ReservationFilter }) {
  const rows = useRows(useInfiniteQuery(reservationListQuery(filter)))
  return (
    <PagedTable
      label={t('nav.reservations')}
      rows={rows}
      loading={{ rows: 8, height: 32 }}
      empty={{ icon: IconCalendarClock, title: t('reservations.none'), words: t('reservations.noneWords') }}
      columns={columns}
      keyOf={(one) => one.id}
      card={(one) => (
        <>
          <Group justify="space-between" wrap="nowrap">
            <RowLink to="/stations/$stationId" params={{ stationId: one.station }}>
              {place(one)}
            </RowLink>
            <StateBadge tone={reservationTones[one.state]}>{wordFor('reservation.state', one.state)}</StateBadge>
          </Group>
          <Text c="dimmed" fz="sm">
            #{one.id} · {one.idTag} · {t('reservation.until')} <At at={one.expiresAt} />
          </Text>
        </>
      )}
    />
  )
}

const place = (one: Reservation): string =>
  [one.station, one.evse !== null && `EVSE ${one.evse}`].filter(Boolean).join(' · ')
