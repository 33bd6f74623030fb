import { Button, Card, Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import { IconMailbox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Site, UnknownStation } from '../../api/types.ts'
import { failureText } from '../../parts/faces.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Ago } from '../../parts/times.tsx'
import { unknownStationsQuery } from '../../queries/stations.ts'
import { counted, t } from '../../texts/text.ts'
import { useAcceptUnknown, useForgetUnknown } from './commands.ts'
import classes from './unknown-stations.module.css'

/** Stations that called without being known. Not there when the inbox is empty. */
export function UnknownStations({ sites }: { readonly sites: readonly Site[] }) {
  const { data } = useQuery(unknownStationsQuery)
  if (!data || data.items.length === 0) return null
  return (
    <Card mb="md" className={classes.inbox}>
      <Group gap="xs" mb="xs">
        <IconMailbox size={19} aria-hidden />
        <Title order={2}>{counted('unknownStations.title', data.total)}</Title>
      </Group>
      <Stack gap={0}>
        {data.items.map((station) => (
          <Waiting key={station.id} station={station} sites={sites} />
        ))}
      </Stack>
    </Card>
  )
}

function Waiting({ station, sites }: { readonly station: UnknownStation; readonly sites: readonly Site[] }) {
  const [site, setSite] = useState(sites[0]?.id ?? '')
  const accept = useAcceptUnknown()
  const forget = useForgetUnknown()
  const error = accept.error ?? forget.error
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
      </div>
      <Group gap="xs">
        {sites.length > 1 && (
          <NativeSelect
            aria-label={t('unknownStations.site', { id: station.id })}
            value={site}
            onChange={(event) => setSite(event.currentTarget.value)}
            data={sites.map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
        <Button
          loading={accept.isPending}
          aria-label={t('unknownStations.acceptOne', { id: station.id })}
          onClick={() => accept.mutate({ id: station.id, ...(site && { site }) })}
        >
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
      {error && (
        <Notice tone="faulted" alert>
          {failureText(error)}
        </Notice>
      )}
    </div>
  )
}
