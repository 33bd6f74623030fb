import { Button, Card, Group, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { Station } from '../../api/types.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { Problem } from '../../parts/problem.tsx'
import { t } from '../../texts/text.ts'
import { useChangeStation } from './commands.ts'

/** What the station has to show at the door: typed, made by the server, or none. */
export function StationPassword({ station }: { readonly station: Station }) {
  const change = useChangeStation(station)
  const [password, setPassword] = useState('')
  const made = change.data?.password
  const done = { onSuccess: () => notifications.show({ message: t('saved') }) }
  return (
    <Card
      component="form"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ password }, done)
        setPassword('')
      }}
    >
      <Title order={2} mb="xs">
        {t('station.password')}
      </Title>
      <Stack>
        <Text c="dimmed">{station.hasPassword ? t('settings.hasPassword') : t('settings.noPassword')}</Text>
        <PasswordInput
          aria-label={t('settings.newPassword')}
          placeholder={t('settings.newPassword')}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
        />
        <Problem error={change.error} />
        {made && (
          <>
            <CopyLine label={t('station.password')} value={made} />
            <Text c="dimmed" fz="sm">
              {t('stations.passwordOnce')}
            </Text>
          </>
        )}
        <Group gap="xs">
          <Button type="submit" variant="default" disabled={password === ''} loading={change.isPending}>
            {t('settings.setPassword')}
          </Button>
          <Button variant="default" onClick={() => change.mutate({ password: { generate: true } }, done)}>
            {t('stations.makePassword')}
          </Button>
          {station.hasPassword && (
            <Button variant="subtle" color="red" onClick={() => change.mutate({ password: null }, done)}>
              {t('settings.dropPassword')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
