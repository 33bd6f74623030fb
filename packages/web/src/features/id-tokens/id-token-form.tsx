import { Autocomplete, Button, Group, Modal, NativeSelect, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import type { IdToken } from '../../api/types.ts'
import { failureText } from '../../parts/faces.tsx'
import { Notice } from '../../parts/notice.tsx'
import { t, wordFor } from '../../texts/text.ts'
import { usePutIdToken, useRemoveIdToken } from './commands.ts'

interface IdTokenFormProps {
  /** `new`: an empty form. */
  readonly idToken: IdToken | 'new' | null
  onClose(): void
}

const types = ['ISO14443', 'ISO15693', 'eMAID', 'Central', 'KeyCode', 'Local', 'MacAddress', 'NoAuthorization']
const statuses = ['accepted', 'blocked', 'expired', 'invalid'] as const

export function IdTokenForm({ idToken, onClose }: IdTokenFormProps) {
  return (
    <Modal
      opened={idToken !== null}
      onClose={onClose}
      title={idToken === 'new' ? t('idTokens.add') : idToken?.token}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {idToken && (
        <Form
          key={idToken === 'new' ? '' : idToken.token}
          known={idToken === 'new' ? null : idToken}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

function Form({ known, onClose }: { readonly known: IdToken | null; readonly onClose: () => void }) {
  const [token, setToken] = useState(known?.token ?? '')
  const [type, setType] = useState(known?.type ?? 'ISO14443')
  const [status, setStatus] = useState(known?.status ?? 'accepted')
  const [group, setGroup] = useState(known?.groupToken ?? '')
  const [expires, setExpires] = useState(known?.expiresAt ? localMinute(known.expiresAt) : '')
  const [allowConcurrent, setAllowConcurrent] = useState(known?.allowConcurrent ?? false)
  const [note, setNote] = useState(known?.note ?? '')
  const put = usePutIdToken(known)
  const remove = useRemoveIdToken()
  const error = put.error ?? remove.error
  const collided = put.error instanceof ApiProblem && put.error.status === 412
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const body = {
          type,
          status,
          groupToken: group.trim() || null,
          expiresAt: expires ? new Date(expires).toISOString() : null,
          allowConcurrent,
          note: note.trim() || null,
        }
        put.mutate({ token: token.trim(), body }, { onSuccess: onClose })
      }}
    >
      <Stack>
        {!known && (
          <TextInput
            label={t('idToken.token')}
            description={t('idTokens.tokenHint')}
            required
            data-autofocus
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
        )}
        <Group grow align="flex-start">
          <Autocomplete label={t('idToken.type')} data={types} value={type} onChange={setType} />
          <NativeSelect
            label={t('idToken.status')}
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value as IdToken['status'])}
            data={statuses.map((value) => ({ value, label: wordFor('idToken.status', value) }))}
          />
        </Group>
        <TextInput
          label={t('idToken.group')}
          description={t('idTokens.groupHint')}
          value={group}
          onChange={(event) => setGroup(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('idToken.expires')}
          value={expires}
          onChange={(event) => setExpires(event.currentTarget.value)}
        />
        <Switch
          label={t('idToken.concurrent')}
          checked={allowConcurrent}
          onChange={(event) => setAllowConcurrent(event.currentTarget.checked)}
        />
        <Textarea
          label={t('idToken.note')}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {error && (
          <Notice tone="faulted" alert>
            {collided ? (known ? t('collided') : t('idTokens.taken')) : failureText(error)}
          </Notice>
        )}
        <Group justify="space-between">
          {known ? (
            <Button
              variant="subtle"
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(known.token, { onSuccess: onClose })}
            >
              {t('idTokens.remove')}
            </Button>
          ) : (
            <span />
          )}
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={put.isPending} disabled={token.trim() === ''}>
              {t('save')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}

function localMinute(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
