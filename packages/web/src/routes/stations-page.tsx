import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useLocation, useNavigate } from '@tanstack/react-router'
import { AddStation } from '../features/stations/add-station.tsx'
import { filterOf, type StationSearch } from '../features/stations/search.ts'
import { StationFilters } from '../features/stations/station-filters.tsx'
import { StationList } from '../features/stations/station-list.tsx'
import { TurnedAwayStrangers } from '../features/stations/turned-away.tsx'
import { UnknownStations } from '../features/stations/unknown-stations.tsx'
import { Page } from '../parts/page.tsx'
import { overviewQuery, sitesQuery } from '../queries/sites.ts'
import { counted, t } from '../texts/text.ts'

const route = getRouteApi('/shell/stations')

export function StationsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/stations' })
  const adding = useLocation({ select: ({ hash }) => hash === 'add' })
  const { data: sites } = useQuery(sitesQuery)
  const { data: overview } = useQuery(overviewQuery())
  const change = (next: StationSearch) => void navigate({ search: next, replace: true })
  const showAdd = (show: boolean) => void navigate({ search, hash: show ? 'add' : '', replace: true })

  return (
    <Page
      title={t('nav.stations')}
      sub={overview && counted('stations.count', overview.stations.total)}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => showAdd(true)}>
          {t('stations.add')}
        </Button>
      }
    >
      <UnknownStations sites={sites?.items ?? []} />
      <TurnedAwayStrangers sites={sites?.items ?? []} />
      <StationFilters search={search} sites={sites?.items ?? []} onChange={change} />
      <StationList
        filter={filterOf(search)}
        onSort={(sort) => change({ ...search, sort })}
        empty={overview?.stations.total === 0 ? t('stations.noneYet') : t('stations.noneMatch')}
      />
      <AddStation opened={adding} sites={sites?.items ?? []} onClose={() => showAdd(false)} />
    </Page>
  )
}
