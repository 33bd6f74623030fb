import { Button, Card, Group, Tabs, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Evse, Station } from '../api/types.ts'
import { useSentCommands } from '../features/commands/sent-commands.ts'
import { SentList } from '../features/commands/sent-list.tsx'
import { useStationCommands } from '../features/commands/station-commands.ts'
import { useAnswerToasts } from '../features/commands/use-answer-toasts.ts'
import { Activity } from '../features/stations/activity.tsx'
import { Configuration } from '../features/stations/configuration.tsx'
import { EvseCard } from '../features/stations/evse-card.tsx'
import { PowerChart } from '../features/stations/power-chart.tsx'
import { RefusedMessages } from '../features/stations/refused.tsx'
import { ResetMenu } from '../features/stations/reset-menu.tsx'
import { StartDialog } from '../features/stations/start-dialog.tsx'
import { StationFacts } from '../features/stations/station-facts.tsx'
import { StationSettings } from '../features/stations/station-settings.tsx'
import type { StationTab } from '../features/stations/station-tabs.ts'
import { TabList } from '../features/stations/tab-list.tsx'
import { ContestedNotice, TurnedAwayNotice } from '../features/stations/turned-away.tsx'
import { timeText } from '../format/times.ts'
import { Empty, Loading } from '../parts/faces.tsx'
import { NotYet } from '../parts/loaded.tsx'
import { NotConnected } from '../parts/not-connected.tsx'
import { Notice } from '../parts/notice.tsx'
import { BackLink, Page } from '../parts/page.tsx'
import { StationBadge } from '../parts/state-badge.tsx'
import { sitesQuery, useTimeZone } from '../queries/sites.ts'
import { stationQuery } from '../queries/stations.ts'
import { t, wordFor } from '../texts/text.ts'
import classes from './station-page.module.css'

const MessageLog = lazy(() => import('../features/messages/message-log.tsx').then((m) => ({ default: m.MessageLog })))
const CommandRoom = lazy(() =>
  import('../features/commands/command-room.tsx').then((m) => ({ default: m.CommandRoom })),
)

const route = getRouteApi('/shell/stations/$stationId')

export function StationPage() {
  const { stationId } = route.useParams()
  const station = useQuery(stationQuery(stationId))
  const back = <BackLink to="/stations">{t('nav.stations')}</BackLink>
  if (station.data) return <Known key={stationId} station={station.data} />
  return (
    <Page title={stationId} back={back}>
      <NotYet query={station} missing={t('stations.missing', { id: stationId })} />
    </Page>
  )
}

function Known({ station }: { readonly station: Station }) {
  const { tab = 'live' } = route.useSearch()
  const navigate = useNavigate({ from: '/stations/$stationId' })
  const timeZone = useTimeZone(station.site)
  const commands = useStationCommands(station)
  useAnswerToasts(station.id)
  const { data: sites } = useQuery(sitesQuery)
  const show = (next: StationTab) => void navigate({ search: next === 'live' ? {} : { tab: next }, replace: true })

  return (
    <Page
      title={station.id}
      badge={<StationBadge station={station} />}
      sub={[
        station.name,
        [station.vendor, station.model].filter(Boolean).join(' '),
        station.version && `OCPP ${station.version}`,
      ]
        .filter(Boolean)
        .join(' · ')}
      back={<BackLink to="/stations">{t('nav.stations')}</BackLink>}
      actions={<ResetMenu station={station} onReset={commands.reset} onTrigger={commands.trigger} />}
    >
      {!station.connected && (
        <div className={classes.whole}>
          <NotConnected />
        </div>
      )}
      {station.contested && (
        <div className={classes.whole}>
          <ContestedNotice station={station} />
        </div>
      )}
      {station.turnedAway.length > 0 && (
        <div className={classes.whole}>
          <TurnedAwayNotice station={station} />
        </div>
      )}
      <WholeStation station={station} />
      {station.refused && (
        <div className={classes.whole}>
          <RefusedMessages station={station} timeZone={timeZone} />
        </div>
      )}
      <Problems station={station} timeZone={timeZone} />
      <Overfull overfull={station.overfull} />
      <Tabs value={tab} onChange={(next) => next && show(next as StationTab)}>
        <TabList chosen={tab} />
        <Tabs.Panel value="live">
          <Live station={station} timeZone={timeZone} commands={commands} onAllCommands={() => show('commands')} />
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
          <div className={classes.column}>
            <Answers station={station.id} newest={3} hideEmpty />
            <Configuration station={station} onRefresh={commands.refreshVariables} onSet={commands.setVariable} />
          </div>
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

/** A station can be faulted or unavailable as a whole: EVSE 0, connector 0 of 1.6. */
function WholeStation({ station }: { readonly station: Station }) {
  const { stationStatus, stationErrorCode, stationErrorInfo } = station
  if (stationStatus !== 'Faulted' && stationStatus !== 'Unavailable') return null
  const why = [stationErrorCode !== 'NoError' && stationErrorCode, stationErrorInfo, whenHeard(station)].filter(Boolean)
  const code = why.length > 0 ? ` · ${why.join(' · ')}` : ''
  return (
    <div className={classes.whole}>
      <Notice tone={stationStatus === 'Faulted' ? 'faulted' : 'warning'}>
        {t('station.asAWhole', { status: wordFor('connector', stationStatus) })}
        {code}
      </Notice>
    </div>
  )
}

/** What its components say is wrong (2.x); one that says why the station as a whole is faulted is told above. */
function Problems({ station, timeZone }: { readonly station: Station; readonly timeZone: string | undefined }) {
  const problems = station.problems.filter(({ component, evse }) => evse !== 0 || component !== 'ChargingStation')
  if (problems.length === 0) return null
  return (
    <div className={classes.whole}>
      <Notice tone="warning" title={[t('station.problems'), whenHeard(station)].filter(Boolean).join(' · ')}>
        {problems.map(({ component, evse, connector, variable, code, info, at }) => (
          <div key={`${component} ${evse} ${connector} ${variable}`}>
            {[
              evse === 0 ? component : `EVSE ${evse}${connector === 0 ? '' : `.${connector}`} ${component}`,
              code ?? variable,
              info,
              timeText(at, 'dateTime', timeZone),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        ))}
      </Notice>
    </div>
  )
}

/** What a station piles up is capped; who looks at it must not think that it is all there is. */
function Overfull({ overfull }: Pick<Station, 'overfull'>) {
  if (overfull.length === 0) return null
  const piles = overfull.map((pile) => wordFor('pile', pile)).join(', ')
  return (
    <div className={classes.whole}>
      <Notice tone="warning" title={t('station.overfull', { piles })}>
        {t('station.overfullHint')}
      </Notice>
    </div>
  )
}

const whenHeard = ({ status }: Station): string | false => status !== 'online' && t('overview.whenLastHeard')

interface LiveProps {
  readonly station: Station
  readonly timeZone: string | undefined
  readonly commands: ReturnType<typeof useStationCommands>
  onAllCommands(): void
}

function Live({ station, timeZone, commands, onAllCommands }: LiveProps) {
  const [starting, setStarting] = useState<Evse | null>(null)
  return (
    <div className={classes.live}>
      <div className={classes.column}>
        {station.evses.length === 0 ? (
          <Card>
            <Empty title={t('station.noEvses')} words={t('station.noEvsesWords')} />
          </Card>
        ) : (
          <div className={classes.evses}>
            {station.evses.map((evse) => (
              <EvseCard
                key={evse.id}
                evse={evse}
                timeZone={timeZone}
                connected={station.connected}
                actions={{
                  start: setStarting,
                  stop: commands.stop,
                  unlock: commands.unlock,
                  setOperative: commands.setOperative,
                }}
              />
            ))}
          </div>
        )}
        <PowerChart station={station} timeZone={timeZone} />
      </div>
      <div className={classes.column}>
        <Answers station={station.id} newest={6} onAll={onAllCommands} />
        <StationFacts station={station} timeZone={timeZone} />
        <Group>
          <Button
            variant="default"
            rightSection={<IconArrowRight size={15} />}
            renderRoot={(props) => <Link {...props} to="/transactions" search={{ station: station.id }} />}
          >
            {t('station.allTransactions')}
          </Button>
        </Group>
      </div>
      <StartDialog evse={starting} onClose={() => setStarting(null)} onStart={commands.start} />
    </div>
  )
}

interface AnswersProps {
  readonly station: string
  readonly newest: number
  readonly hideEmpty?: boolean
  readonly onAll?: () => void
}

function Answers({ station, newest, hideEmpty, onAll }: AnswersProps) {
  const sent = useSentCommands(station)
  if (hideEmpty && sent.length === 0) return null
  return (
    <Card>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('commands.sent')}</Title>
        {onAll && (
          <Button size="compact-sm" variant="subtle" onClick={onAll}>
            {t('commands.all')}
          </Button>
        )}
      </Group>
      <SentList station={station} newest={newest} />
    </Card>
  )
}
