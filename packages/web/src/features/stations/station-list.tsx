import { Group, Text } from '@mantine/core'
import { IconChargingPile } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Station, StationFilter } from '../../api/types.ts'
import { nothing, power } from '../../format/quantities.ts'
import { type Column, RowLink, type Sort } from '../../parts/data-table.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { StationBadge } from '../../parts/state-badge.tsx'
import { Ago } from '../../parts/times.tsx'
import { useRows } from '../../parts/use-rows.ts'
import { stationListQuery } from '../../queries/stations.ts'
import { t } from '../../texts/text.ts'
import { ConnectorDots } from './connector-dots.tsx'
import { RefusedMark } from './refused.tsx'
import { TurnedAwayMark } from './turned-away.tsx'
import { useFreshRows } from './use-fresh-rows.ts'

interface StationListProps {
  readonly filter: StationFilter
  onSort(sort: StationFilter['sort']): void
  /** When nothing matches. */
  readonly empty: ReactNode
}

const columns: readonly Column<Station>[] = [
  {
    key: 'id',
    header: t('station.id'),
    width: 'minmax(8.5rem, 1.2fr)',
    sort: 'id',
    cell: (station) => (
      <RowLink to="/stations/$stationId" params={{ stationId: station.id }}>
        {station.id}
      </RowLink>
    ),
  },
  {
    key: 'name',
    header: t('station.name'),
    width: 'minmax(6.5rem, 1.4fr)',
    sort: 'name',
    fromEm: 80,
    cell: (station) => station.name ?? nothing,
  },
  {
    key: 'status',
    header: t('station.state'),
    width: '9rem',
    sort: 'status',
    cell: (station) => (
      <Group gap="xs" wrap="nowrap">
        <StationBadge station={station} />
        <RefusedMark station={station} />
        <TurnedAwayMark station={station} />
      </Group>
    ),
  },
  {
    key: 'connectors',
    header: t('station.connectors'),
    width: '8.5rem',
    cell: (station) => <ConnectorDots station={station} />,
  },
  {
    key: 'power',
    header: t('station.power'),
    width: '5.5rem',
    sort: 'power',
    end: true,
    fromEm: 52,
    cell: (station) => (station.powerW ? power(station.powerW) : nothing),
  },
  {
    key: 'site',
    header: t('station.site'),
    width: 'minmax(6.5rem, 1.8fr)',
    sort: 'site',
    fromEm: 64,
    cell: (station) => station.siteName,
  },
  {
    key: 'version',
    header: t('station.version'),
    width: '4.5rem',
    sort: 'version',
    fromEm: 73,
    cell: (station) => station.version ?? nothing,
  },
  {
    key: 'model',
    header: t('station.model'),
    width: 'minmax(8rem, 1.4fr)',
    sort: 'model',
    fromEm: 89,
    cell: (station) => [station.vendor, station.model].filter(Boolean).join(' ') || nothing,
  },
  {
    key: 'heard',
    header: t('station.lastHeard'),
    width: '6.5rem',
    sort: 'lastHeardAt',
    end: true,
    fromEm: 70,
    cell: (station) => <Ago at={station.lastHeardAt} />,
  },
]

export function StationList({ filter, onSort, empty }: StationListProps) {
  const rows = useRows(useInfiniteQuery(stationListQuery(filter)))
  useFreshRows(filter, rows)
  return (
    <PagedTable
      label={t('nav.stations')}
      rows={rows}
      loading={{ rows: 12, height: 32 }}
      empty={{ icon: IconChargingPile, title: t('stations.none'), words: empty }}
      columns={columns}
      keyOf={(station) => station.id}
      sort={sortOf(filter.sort)}
      onSort={({ by, descending }) => onSort(`${descending ? '-' : ''}${by}` as StationFilter['sort'])}
      cardHeight={92}
      card={(station) => <StationCard station={station} />}
    />
  )
}

function StationCard({ station }: { readonly station: Station }) {
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <RowLink to="/stations/$stationId" params={{ stationId: station.id }}>
          {station.id}
        </RowLink>
        <Group gap="xs" wrap="nowrap">
          <RefusedMark station={station} />
          <TurnedAwayMark station={station} />
          <StationBadge station={station} />
        </Group>
      </Group>
      <Text c="dimmed" fz="sm" truncate>
        {[station.name, station.siteName].filter(Boolean).join(' · ')}
      </Text>
      <Group justify="space-between" wrap="nowrap" mt={4}>
        <ConnectorDots station={station} />
        <Text fz="sm">{station.powerW ? power(station.powerW) : <Ago at={station.lastHeardAt} />}</Text>
      </Group>
    </>
  )
}

function sortOf(sort: StationFilter['sort'] = 'id'): Sort {
  return { by: sort.replace('-', ''), descending: sort.startsWith('-') }
}
