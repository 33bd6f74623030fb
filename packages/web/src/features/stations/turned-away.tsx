import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconDoorOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Site, Station, TurnedAway } from '../../api/types.ts'
import { count } from '../../format/quantities.ts'
import { useNow } from '../../format/use-now.ts'
import { Notice } from '../../parts/notice.tsx'
import { Ago } from '../../parts/times.tsx'
import { turnedAwayQuery } from '../../queries/stations.ts'
import { counted, t } from '../../texts/text.ts'
import { AcceptStation } from './accept-station.tsx'
import marks from './refused.module.css'
import { turnedAwayNews } from './turned-away-news.ts'
import classes from './unknown-stations.module.css'

const few = 5

/** Why the door does not open to a station somebody has added, and what would open it. */
export function TurnedAwayNotice({ station }: { readonly station: Station }) {
  const now = useNow()
  const recent = turnedAwayNews(station, now)
  if (recent.length === 0) return null
  return (
    <Notice tone="warning" icon={IconDoorOff} title={t('turnedAway.title')}>
      <Stack gap="xs">
        {recent.map((one) => (
          <Reason key={one.code} of={one} />
        ))}
      </Stack>
    </Notice>
  )
}

/** For a list: that it does not get in, and why, when it is pointed at. */
export function TurnedAwayMark({ station }: { readonly station: Station }) {
  const recent = turnedAwayNews(station, useNow())
  if (recent.length === 0) return null
  const label = `${t('turnedAway.title')}: ${[...new Set(recent.map(({ reason }) => reason))].join(', ')}`
  return (
    <span className={marks.mark} role="img" aria-label={label} title={label}>
      <IconDoorOff size={15} aria-hidden />
    </span>
  )
}

function Reason({ of: { status, reason, detail, times, lastAt, remoteAddress, remedy } }: { readonly of: TurnedAway }) {
  return (
    <div>
      <div>
        {[`${status} ${reason}`, detail].filter(Boolean).join(' · ')} · {counted('turnedAway.times', times)},{' '}
        <Ago at={lastAt} /> · {remoteAddress}
      </div>
      <Text fz="sm" c="dimmed">
        {remedy}
      </Text>
    </div>
  )
}

/** Two stations under one id. */
export function ContestedNotice({ station: { contested } }: { readonly station: Station }) {
  if (!contested) return null
  const { addresses, serialNumbers, perMinute } = contested
  return (
    <Notice tone="faulted" title={t('contested.title')}>
      <div>
        {t('contested.words', { perMinute: count(perMinute), addresses: addresses.join(', ') })}
        {serialNumbers.length > 1 && ` ${t('contested.serials', { serials: serialNumbers.join(', ') })}`}
      </div>
      <Text fz="sm" c="dimmed">
        {t('contested.remedy')}
      </Text>
    </Notice>
  )
}

/** Who knocked and is no station here. Not there when nobody did. */
export function TurnedAwayStrangers({ sites }: { readonly sites: readonly Site[] }) {
  const { data } = useQuery(turnedAwayQuery)
  const [whole, setWhole] = useState(false)
  const [accepting, setAccepting] = useState<string | null>(null)
  const items = data?.items ?? []
  return (
    <>
      {items.length > 0 && (
        <Card mb="md">
          <Group gap="xs" wrap="nowrap" mb="xs">
            <IconDoorOff size={19} aria-hidden />
            <Title order={2}>{t('turnedAway.title')}</Title>
          </Group>
          <Stack gap={0}>
            {(whole ? items : items.slice(0, few)).map(({ identity, ...one }) => (
              <div key={`${identity} ${one.code}`} className={classes.station}>
                <div className={classes.who}>
                  <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
                    {identity ?? t('turnedAway.nameless')}
                  </Text>
                  <Reason of={one} />
                </div>
                {identity !== null && one.canBeAccepted && (
                  <Button
                    variant="default"
                    aria-label={t('unknownStations.acceptOne', { id: identity })}
                    onClick={() => setAccepting(identity)}
                  >
                    {t('unknownStations.accept')}
                  </Button>
                )}
              </div>
            ))}
          </Stack>
          {items.length > few && (
            <Group>
              <Button variant="subtle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
                {whole ? t('unknownStations.showFewer') : t('unknownStations.showAll', { n: count(items.length) })}
              </Button>
            </Group>
          )}
        </Card>
      )}
      {accepting && <AcceptStation id={accepting} sites={sites} onClose={() => setAccepting(null)} />}
    </>
  )
}
