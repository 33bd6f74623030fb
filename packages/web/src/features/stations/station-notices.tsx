import type { Station } from '../../api/types.ts'
import { timeText } from '../../format/times.ts'
import { NotConnected } from '../../parts/not-connected.tsx'
import { Notice, Notices } from '../../parts/notice.tsx'
import { t, wordFor } from '../../texts/text.ts'
import { RefusedMessages } from './refused.tsx'
import { ContestedNotice, TurnedAwayNotice } from './turned-away.tsx'

interface StationNoticesProps {
  readonly station: Station
  readonly timeZone: string | undefined
}

/** What keeps a station from working as it should, from who it is to what it reports. */
export function StationNotices({ station, timeZone }: StationNoticesProps) {
  return (
    <Notices>
      {!station.connected && <NotConnected />}
      <ContestedNotice station={station} />
      <TurnedAwayNotice station={station} />
      <WholeStation station={station} />
      <RefusedMessages station={station} timeZone={timeZone} />
      <Problems station={station} timeZone={timeZone} />
      <Overfull overfull={station.overfull} />
    </Notices>
  )
}

/** A station can be faulted or unavailable as a whole: EVSE 0, connector 0 of 1.6. */
function WholeStation({ station }: { readonly station: Station }) {
  const { stationStatus, stationErrorCode, stationErrorInfo } = station
  if (stationStatus !== 'Faulted' && stationStatus !== 'Unavailable') return null
  const why = [stationErrorCode !== 'NoError' && stationErrorCode, stationErrorInfo, whenHeard(station)].filter(Boolean)
  const code = why.length > 0 ? ` · ${why.join(' · ')}` : ''
  return (
    <Notice tone={stationStatus === 'Faulted' ? 'faulted' : 'warning'}>
      {t('station.asAWhole', { status: wordFor('connector', stationStatus) })}
      {code}
    </Notice>
  )
}

/** What its components say is wrong (2.x); one that says why the station as a whole is faulted is told above. */
function Problems({ station, timeZone }: StationNoticesProps) {
  const problems = station.problems.filter(({ component, evse }) => evse !== 0 || component !== 'ChargingStation')
  if (problems.length === 0) return null
  return (
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
  )
}

/** What a station piles up is capped; who looks at it must not think that it is all there is. */
function Overfull({ overfull }: Pick<Station, 'overfull'>) {
  if (overfull.length === 0) return null
  const piles = overfull.map((pile) => wordFor('pile', pile)).join(', ')
  return (
    <Notice tone="warning" title={t('station.overfull', { piles })}>
      {t('station.overfullHint')}
    </Notice>
  )
}

const whenHeard = ({ status }: Station): string | false => status !== 'online' && t('overview.whenLastHeard')
