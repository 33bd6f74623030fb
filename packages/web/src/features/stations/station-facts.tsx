import { Anchor, Card, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Station } from '../../api/types.ts'
import { count, duration } from '../../format/quantities.ts'
import { KeyValues } from '../../parts/key-values.tsx'
import { Ago, At } from '../../parts/times.tsx'
import { t, wordFor } from '../../texts/text.ts'

/** Within this a clock is right: its times are taken as sent. */
const toleratedS = 120

function clockWords({ skewS, clockZone }: Station): string | null {
  if (skewS === null && clockZone === null) return null
  const by = { duration: duration(Math.abs(skewS ?? 0)) }
  const skew =
    skewS === null
      ? null
      : Math.abs(skewS) <= toleratedS
        ? t('station.clockRight')
        : t(skewS > 0 ? 'station.clockAhead' : 'station.clockBehind', by)
  return [skew, clockZone && wordFor('clockZone', clockZone)].filter(Boolean).join(' · ')
}

/** What the station has told of itself. */
export function StationFacts({
  station,
  timeZone,
}: {
  readonly station: Station
  readonly timeZone: string | undefined
}) {
  const zone = timeZone ? { timeZone } : {}
  return (
    <Card>
      <Title order={2} mb="sm">
        {t('station.facts')}
      </Title>
      <KeyValues
        items={[
          [
            t('station.site'),
            <Anchor key="site" component={Link} to={`/sites/${station.site}`}>
              {station.siteName}
            </Anchor>,
          ],
          [t('station.vendor'), station.vendor],
          [t('station.model'), station.model],
          [t('station.serialNumber'), station.serialNumber],
          [
            t('station.firmware'),
            [station.firmwareVersion, station.firmwareStatus && wordFor('firmware', station.firmwareStatus)]
              .filter(Boolean)
              .join(' · '),
          ],
          [t('station.version'), station.version && `OCPP ${station.version}`],
          [t('station.registration'), station.registration],
          [t('station.lastHeard'), <Ago key="heard" at={station.lastHeardAt} {...zone} />],
          [
            t('station.connectedAt'),
            station.connected ? <At key="connected" at={station.connectedAt} {...zone} /> : t('station.notConnected'),
          ],
          [t('station.bootedAt'), station.bootedAt && <At key="booted" at={station.bootedAt} {...zone} />],
          [t('station.bootReason'), station.bootReason],
          [t('station.heartbeat'), station.heartbeatInterval && duration(station.heartbeatInterval)],
          [t('station.localList'), localListText(station)],
          [t('station.deviations'), count(station.deviations)],
          [t('station.clock'), clockWords(station)],
          [t('station.refused'), station.refused && count(station.refused.count)],
        ]}
      />
    </Card>
  )
}

function localListText({ localListSupported, localListVersion }: Station): string {
  if (localListSupported === false) return t('station.localListNotSupported')
  return localListVersion === 0 ? t('station.localListNone') : count(localListVersion)
}
