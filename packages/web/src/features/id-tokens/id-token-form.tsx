import { Autocomplete, Group, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { IdToken } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { idTokenStatuses } from '../../parts/tones.ts'
import { t, wordFor } from '../../texts/text.ts'
import { usePutIdToken, useRemoveIdToken } from './commands.ts'

interface IdTokenFormProps {
  /** `new`: an empty form. */
  readonly idToken: IdToken | 'new' | null
  onClose(): void
}

const types = ['ISO14443', 'ISO15693', 'eMAID', 'Central', 'KeyCode', 'Local', 'MacAddress', 'NoAuthorization']

export function IdTokenForm({ idToken, onClose }: IdTokenFormProps) {
  return (
    <Dialog opened={idToken !== null} onClose={onClose} title={idToken === 'new' ? t('idTokens.add') : idToken?.token}>
      {idToken && (
        <Fields
          key={idToken === 'new' ? '' : idToken.token}
          known={idToken === 'new' ? null : idToken}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}

function Fields({ known, onClose }: { readonly known: IdToken | null; readonly onClose: () => void }) {
  const [token, setToken] = useState(known?.token ?? '')
  const [type, setType] = useState(known?.type ?? 'ISO14443')
  const [status, setStatus] = useState(known?.status ?? 'accepted')
  const [group, setGroup] = useState(known?.groupToken ?? '')
  const [expires, setExpires] = useState(known?.expiresAt ? localMinute(known.expiresAt) : '')
  const [allowConcurrent, setAllowConcurrent] = useState(known?.allowConcurrent ?? false)
  const [note, setNote] = useState(known?.note ?? '')
  const put = usePutIdToken(known)
  const remove = useRemoveIdToken()
  return (
    <Form
      onSubmit={() => {
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
      onCancel={onClose}
      submit={t('save')}
      pending={put.isPending}
      incomplete={token.trim() === ''}
      error={put.error ?? remove.error}
      collided={known ? t('collided') : t('idTokens.taken')}
      remove={
        known && {
          label: t('idTokens.remove'),
          pending: remove.isPending,
          run: () => remove.mutate(known.token, { onSuccess: onClose }),
        }
      }
    >
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
          data={idTokenStatuses.map((value) => ({ value, label: wordFor('idToken.status', value) }))}
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
    </Form>
  )
}

function localMinute(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
