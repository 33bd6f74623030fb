import { Anchor, Card, Group, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useRef } from 'react'
import type { ServerEvent, Station } from '../../api/types.ts'
import { nothing, power } from '../../format/quantities.ts'
import { stationOf, useEvents } from '../../live/live.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { shownStatus } from '../../parts/shown-status.ts'
import { ConnectorBadge, StationBadge } from '../../parts/state-badge.tsx'
import { siteStationsQuery } from '../../queries/stations.ts'
import { t } from '../../texts/text.ts'
import classes from './site-stations.module.css'

/** The stations of a site and what each draws. */
export function SiteStations({ site }: { readonly site: string }) {
  const stations = useQuery(siteStationsQuery(site))
  useRefetchOnChange(stations.data?.items, stations.refetch)
  return (
    <Card>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('nav.stations')}</Title>
        <Anchor component={Link} to={`/stations?site=${encodeURIComponent(site)}`} fz="sm">
          {t('overview.all')}
        </Anchor>
      </Group>
      <Loaded query={stations} loading={{ rows: 1, height: 160 }} empty={t('site.noStations')}>
        {(items) => (
          <ul className={classes.list}>
            {items.map((station) => (
              <li key={station.id}>
                <Link className={classes.row} to="/stations/$stationId" params={{ stationId: station.id }}>
                  <span className={classes.main}>
                    <b>{station.id}</b>
                    <span className={classes.note}>{[station.name, station.model].filter(Boolean).join(' · ')}</span>
                  </span>
                  <span className={classes.states}>
                    {station.status === 'online' && station.connected ? (
                      station.evses.flatMap((evse) =>
                        evse.connectors.map((connector) => (
                          <ConnectorBadge
                            key={`${evse.evseId} ${connector.connectorId}`}
                            status={shownStatus(connector, evse)}
                          />
                        )),
                      )
                    ) : (
                      <StationBadge station={station} />
                    )}
                  </span>
                  <span className={classes.power}>{station.powerW ? power(station.powerW) : nothing}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

const gatherMs = 2000

function useRefetchOnChange(stations: readonly Station[] | undefined, refetch: () => unknown): void {
  const latest = useRef({ stations, refetch })
  latest.current = { stations, refetch }
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const onEvent = useCallback((event: ServerEvent) => {
    const station = stationOf(event)
    if (timer.current || !station || !latest.current.stations?.some(({ id }) => id === station)) return
    timer.current = setTimeout(() => {
      timer.current = null
      latest.current.refetch()
    }, gatherMs)
  }, [])
  useEvents(onEvent)
}
