import { Button, Group, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import type { Site } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { t } from '../../texts/text.ts'
import { useAddStation } from './commands.ts'
import { HowToConnect } from './how-to-connect.tsx'

interface AddStationProps {
  readonly opened: boolean
  readonly sites: readonly Site[]
  onClose(): void
}

/** Announces a station, and then says what to type into it. */
export function AddStation({ opened, sites, onClose }: AddStationProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={t('stations.add')}>
      {opened && <Fields sites={sites} onClose={onClose} />}
    </Dialog>
  )
}

function Fields({ sites, onClose }: Omit<AddStationProps, 'opened'>) {
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [site, setSite] = useState(sites[0]?.id ?? '')
  const [password, setPassword] = useState('')
  /** By the server, which needs no slow hash for its own. */
  const [made, setMade] = useState(false)
  const add = useAddStation()
  if (add.isSuccess) return <HowToConnect id={add.data.id} password={add.data.password ?? password} onClose={onClose} />
  const taken = add.error instanceof ApiProblem && add.error.status === 412
  return (
    <Form
      onSubmit={() => {
        add.mutate({
          id: id.trim(),
          body: {
            ...(name.trim() && { name: name.trim() }),
            ...(site && { site }),
            ...(made ? { password: { generate: true as const } } : password && { password }),
          },
        })
      }}
      onCancel={onClose}
      submit={t('stations.addButton')}
      pending={add.isPending}
      incomplete={id.trim() === ''}
      error={taken ? null : add.error}
    >
      <TextInput
        label={t('station.id')}
        description={t('stations.idHint')}
        required
        data-autofocus
        maxLength={48}
        autoComplete="off"
        error={taken ? t('stations.taken') : undefined}
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <TextInput
        label={t('station.name')}
        description={t('optional')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('station.site')}
        value={site}
        onChange={(event) => setSite(event.currentTarget.value)}
        data={sites.map((one) => ({ value: one.id, label: one.name }))}
      />
      <Group align="flex-end" gap="xs">
        <PasswordInput
          flex={1}
          label={t('station.password')}
          description={t('stations.passwordHint')}
          autoComplete="new-password"
          placeholder={made ? t('password.willBeMade') : undefined}
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value)
            setMade(false)
          }}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
        />
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} />}
          aria-pressed={made}
          onClick={() => {
            setPassword('')
            setMade(true)
          }}
        >
          {t('stations.makePassword')}
        </Button>
      </Group>
    </Form>
  )
}
