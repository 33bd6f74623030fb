import { Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { Station } from '../api/types.ts'
import { SentCard } from '../features/commands/sent-card.tsx'
import { useStationCommands } from '../features/commands/station-commands.ts'
import { useAnswerToasts } from '../features/commands/use-answer-toasts.ts'
import { Activity } from '../features/stations/activity.tsx'
import { Configuration } from '../features/stations/configuration.tsx'
import { LiveStation } from '../features/stations/live-station.tsx'
import { ResetMenu } from '../features/stations/reset-menu.tsx'
import type { StationTab } from '../features/stations/search.ts'
import { StationNotices } from '../features/stations/station-notices.tsx'
import { StationSettings } from '../features/stations/station-settings.tsx'
import { TabList } from '../features/stations/tab-list.tsx'
import { useReadingsOf } from '../live/live.ts'
import { Loading } from '../parts/faces.tsx'
import { NotYet } from '../parts/loaded.tsx'
import { BackLink, Page } from '../parts/page.tsx'
import { StationBadge } from '../parts/state-badge.tsx'
import { sitesQuery, useTimeZone } from '../queries/sites.ts'
import { stationQuery } from '../queries/stations.ts'
import { t } from '../texts/text.ts'

const MessageLog = lazy(() => import('../features/messages/message-log.tsx').then((m) => ({ default: m.MessageLog })))
const CommandRoom = lazy(() =>
  import('../features/commands/command-room.tsx').then((m) => ({ default: m.CommandRoom })),
)

const route = getRouteApi('/shell/stations/$stationId')

export function StationPage() {
  const { stationId } = route.useParams()
  const station = useQuery(stationQuery(stationId))
  if (station.data) return <Known key={stationId} station={station.data} />
  return (
    <Page title={stationId} back={<BackLink to="/stations">{t('nav.stations')}</BackLink>}>
      <NotYet query={station} missing={t('stations.missing', { id: stationId })} />
    </Page>
  )
}

function Known({ station }: { readonly station: Station }) {
  const { id, name, vendor, model, version } = station
  const { tab = 'live' } = route.useSearch()
  const navigate = useNavigate({ from: '/stations/$stationId' })
  const timeZone = useTimeZone(station.site)
  const commands = useStationCommands(station)
  useAnswerToasts(id)
  useReadingsOf(id)
  const { data: sites } = useQuery(sitesQuery)
  const show = (next: StationTab) => void navigate({ search: next === 'live' ? {} : { tab: next }, replace: true })
  const sent = <SentCard station={id} newest={6} onAll={() => show('commands')} />

  return (
    <Page
      title={id}
      badge={<StationBadge station={station} />}
      sub={[name, [vendor, model].filter(Boolean).join(' '), version && `OCPP ${version}`].filter(Boolean).join(' · ')}
      back={<BackLink to="/stations">{t('nav.stations')}</BackLink>}
      actions={<ResetMenu station={station} onReset={commands.reset} onTrigger={commands.trigger} />}
    >
      <StationNotices station={station} timeZone={timeZone} />
      <Tabs value={tab} onChange={(next) => next && show(next as StationTab)}>
        <TabList chosen={tab} />
        <Tabs.Panel value="live">
          <LiveStation station={station} timeZone={timeZone} commands={commands} sent={sent} />
        </Tabs.Panel>
        <Tabs.Panel value="messages">
          <Suspense fallback={<Loading rows={10} />}>
            <MessageLog station={station} timeZone={timeZone} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="commands">
          <Suspense fallback={<Loading rows={10} />}>
            <CommandRoom station={station} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="configuration">
          <Stack>
            <SentCard station={id} newest={3} hideEmpty />
            <Configuration station={station} onRefresh={commands.refreshVariables} onSet={commands.setVariable} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="activity">
          <Activity station={station} timeZone={timeZone} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <StationSettings station={station} sites={sites?.items ?? []} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
