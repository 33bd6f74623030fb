import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconMailbox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Site, UnknownStation } from '../../api/types.ts'
import { count } from '../../format/quantities.ts'
import { Problem } from '../../parts/problem.tsx'
import { Ago } from '../../parts/times.tsx'
import { unknownStationsQuery } from '../../queries/stations.ts'
import { counted, t } from '../../texts/text.ts'
import { AcceptAll } from './accept-all.tsx'
import { AcceptStation } from './accept-station.tsx'
import { useForgetUnknown } from './commands.ts'
import classes from './unknown-stations.module.css'

/** Shown before the list of stations is too far down. */
const few = 5

/** Stations that called without being known. Not there when the inbox is empty. */
export function UnknownStations({ sites }: { readonly sites: readonly Site[] }) {
  const { data } = useQuery(unknownStationsQuery)
  const [whole, setWhole] = useState(false)
  /** Outlives its row, which leaves the inbox once it is accepted. */
  const [accepting, setAccepting] = useState<string | null>(null)
  const [asked, setAsked] = useState<readonly string[] | null>(null)
  const waiting = data?.items ?? []
  return (
    <>
      {data && waiting.length > 0 && (
        <Card mb="md" className={classes.inbox}>
          <Group justify="space-between" mb="xs">
            <Group gap="xs" wrap="nowrap">
              <IconMailbox size={19} aria-hidden />
              <Title order={2}>{counted('unknownStations.title', data.total)}</Title>
            </Group>
            {waiting.length > 1 && (
              <Button variant="light" onClick={() => setAsked(waiting.map(({ id }) => id))}>
                {t('unknownStations.acceptAll')}
              </Button>
            )}
          </Group>
          <Stack gap={0}>
            {(whole ? waiting : waiting.slice(0, few)).map((station) => (
              <Waiting key={station.id} station={station} onAccept={setAccepting} />
            ))}
          </Stack>
          {waiting.length > few && (
            <Group>
              <Button variant="subtle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
                {whole ? t('unknownStations.showFewer') : t('unknownStations.showAll', { n: count(waiting.length) })}
              </Button>
            </Group>
          )}
        </Card>
      )}
      {accepting && <AcceptStation id={accepting} sites={sites} onClose={() => setAccepting(null)} />}
      {asked && <AcceptAll ids={asked} sites={sites} onClose={() => setAsked(null)} />}
    </>
  )
}

function Waiting({ station, onAccept }: { readonly station: UnknownStation; onAccept(id: string): void }) {
  const forget = useForgetUnknown()
  return (
    <div className={classes.station}>
      <div className={classes.who}>
        <Text fw={550}>{station.id}</Text>
        <Text fz="sm" c="dimmed">
          {[station.vendor, station.model, station.version && `OCPP ${station.version}`, station.remoteAddress]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        <Text fz="sm" c="dimmed">
          {counted('unknownStations.attempts', station.attempts)}, <Ago at={station.lastSeenAt} />
        </Text>
        {station.turnedAway.map(({ code, status, reason, remedy }) => (
          <Text key={code} fz="sm" c="dimmed">
            {status} {reason}. {remedy}
          </Text>
        ))}
      </div>
      <Group gap="xs" wrap="nowrap" className={classes.decide}>
        <Button aria-label={t('unknownStations.acceptOne', { id: station.id })} onClick={() => onAccept(station.id)}>
          {t('unknownStations.accept')}
        </Button>
        <Button
          variant="default"
          loading={forget.isPending}
          aria-label={t('unknownStations.forgetOne', { id: station.id })}
          onClick={() => forget.mutate(station.id)}
        >
          {t('unknownStations.forget')}
        </Button>
      </Group>
      <Problem error={forget.error} />
    </div>
  )
}
