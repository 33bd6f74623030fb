import { Button, Card, Group, Text, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Station } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { t } from '../../texts/text.ts'
import { useRemoveStation } from './commands.ts'

export function RemoveStation({ station }: { readonly station: Station }) {
  const [asking, setAsking] = useState(false)
  const remove = useRemoveStation()
  const navigate = useNavigate()
  return (
    <Card>
      <Title order={2} mb="xs">
        {t('settings.remove')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('settings.removeHint')}
      </Text>
      <Group>
        <Button variant="light" color="red" onClick={() => setAsking(true)}>
          {t('settings.removeButton')}
        </Button>
      </Group>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('settings.removeAsk', { id: station.id })}>
        <Form
          onSubmit={() => remove.mutate(station.id, { onSuccess: () => void navigate({ to: '/stations' }) })}
          onCancel={() => setAsking(false)}
          submit={t('settings.removeButton')}
          danger
          pending={remove.isPending}
          error={remove.error}
        >
          <Text>{t('settings.removeHint')}</Text>
        </Form>
      </Dialog>
    </Card>
  )
}
