import { Button, Group, Stack, Text } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { CopyLine } from '../../parts/copy-line.tsx'
import { t } from '../../texts/text.ts'

/** What to type into a charging station: stations append their own id to the URL, or want it spelt out. */
const connectionUrl = (id: string): string =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ocpp/${encodeURIComponent(id)}`

export function ConnectionLines({ id }: { readonly id: string }) {
  return (
    <>
      <CopyLine label={t('station.url')} value={connectionUrl(id)} />
      <CopyLine label={t('station.id')} value={id} />
    </>
  )
}

interface HowToConnectProps {
  readonly id: string
  readonly password: string
  onClose(): void
}

/** Of a station that was just added; its password is shown this once. */
export function HowToConnect({ id, password, onClose }: HowToConnectProps) {
  return (
    <Stack>
      <Text>{t('stations.connectWords')}</Text>
      <ConnectionLines id={id} />
      {password && <CopyLine label={t('station.password')} value={password} />}
      <Text c="dimmed" fz="sm">
        {password ? t('stations.passwordOnce') : t('stations.noPassword')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('close')}
        </Button>
        <Button
          rightSection={<IconArrowRight size={16} />}
          renderRoot={(props) => <Link {...props} to="/stations/$stationId" params={{ stationId: id }} />}
        >
          {t('stations.open')}
        </Button>
      </Group>
    </Stack>
  )
}
