import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CopyLine } from '../../parts/copy-line.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { t } from '../../texts/text.ts'
import { useMakeApiToken } from './commands.ts'

interface NewTokenProps {
  readonly opened: boolean
  onClose(): void
}

export function NewToken({ opened, onClose }: NewTokenProps) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t('apiTokens.add')}
      // A click beside it must not lose what is shown once.
      closeOnClickOutside={false}
    >
      {opened && <Fields onClose={onClose} />}
    </Dialog>
  )
}

const lives = [30, 90, 365]
const dayMs = 24 * 3_600_000

function Fields({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [days, setDays] = useState('')
  const make = useMakeApiToken()
  if (make.data) return <Made token={make.data.token} name={make.data.name} onClose={onClose} />
  return (
    <Form
      onSubmit={() => {
        const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * dayMs).toISOString()
        make.mutate({ name: name.trim(), expiresAt })
      }}
      onCancel={onClose}
      submit={t('apiTokens.make')}
      pending={make.isPending}
      incomplete={name.trim() === ''}
      error={make.error}
    >
      <TextInput
        label={t('apiTokens.name')}
        description={t('apiTokens.nameHint')}
        required
        data-autofocus
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('apiTokens.expires')}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        data={[
          { value: '', label: t('apiTokens.never') },
          ...lives.map((n) => ({ value: String(n), label: t('apiTokens.days', { n }) })),
        ]}
      />
    </Form>
  )
}

interface MadeProps {
  readonly name: string
  readonly token: string
  onClose(): void
}

function Made({ name, token, onClose }: MadeProps) {
  return (
    <Stack role="status">
      <div>
        <Text fw={600}>{t('apiTokens.made')}</Text>
        <Text fz="sm" c="dimmed">
          {t('apiTokens.madeWords')}
        </Text>
      </div>
      <CopyLine label={name} value={token} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('apiTokens.done')}</Button>
      </Group>
    </Stack>
  )
}
