import { Autocomplete, NativeSelect, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Evse, StartRequest } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { Notice } from '../../parts/notice.tsx'
import { chargingProfileListQuery, idTokenListQuery } from '../../queries/lists.ts'
import { startCheckQuery } from '../../queries/stations.ts'
import { t, wordFor } from '../../texts/text.ts'

interface StartDialogProps {
  readonly evse: Evse | null
  onClose(): void
  onStart(evse: Evse, request: StartRequest): void
}

export function StartDialog({ evse, onClose, onStart }: StartDialogProps) {
  return (
    <Dialog opened={evse !== null} onClose={onClose} title={evse && t('start.title', { id: evse.id })}>
      {evse && <Fields key={evse.id} evse={evse} onClose={onClose} onStart={onStart} />}
    </Dialog>
  )
}

function Fields({ evse, onClose, onStart }: StartDialogProps & { readonly evse: Evse }) {
  const [idToken, setIdToken] = useState('')
  const [connector, setConnector] = useState('')
  const [profile, setProfile] = useState('')
  const [q] = useDebouncedValue(idToken.trim(), 150)
  const { data: tokens } = useInfiniteQuery(idTokenListQuery({ status: 'accepted', ...(q && { q }) }))
  const { data: profiles } = useInfiniteQuery(chargingProfileListQuery)
  const { data: check } = useQuery(startCheckQuery(evse.id, q))
  // What was found for another token says nothing of this one.
  const doubts = q === idToken.trim() ? (check?.doubts ?? []) : []
  const stored = profiles?.pages.flatMap((page) => page.items) ?? []
  return (
    <Form
      onSubmit={() => {
        onStart(evse, {
          idToken: idToken.trim(),
          ...(connector && { connectorId: Number(connector) }),
          ...(profile && { chargingProfile: Number(profile) }),
          ...(doubts.length > 0 && { anyway: true }),
        })
        onClose()
      }}
      onCancel={onClose}
      submit={doubts.length > 0 ? t('start.anyway') : t('start.button')}
      incomplete={idToken.trim() === ''}
    >
      <Autocomplete
        label={t('idToken.token')}
        description={t('start.tokenHint')}
        required
        data-autofocus
        autoComplete="off"
        // The dialog opens with the focus here; its words and buttons are to be seen until somebody asks for tokens.
        openOnFocus={false}
        comboboxProps={{ withinPortal: true }}
        limit={5}
        // One that is written out needs no suggestion, which would hide what stands in its way.
        data={[...new Set(tokens?.pages[0]?.items.map((one) => one.token))].filter((one) => one !== idToken.trim())}
        value={idToken}
        onChange={setIdToken}
      />
      {evse.connectors.length > 1 && (
        <NativeSelect
          label={t('start.connector')}
          value={connector}
          onChange={(event) => setConnector(event.currentTarget.value)}
          data={[
            { value: '', label: t('start.anyConnector') },
            ...evse.connectors.map((one) => ({
              value: String(one.connectorId),
              label: `${one.connectorId} · ${one.type ? wordFor('connectorType', one.type) : ''}`,
            })),
          ]}
        />
      )}
      {stored.length > 0 && (
        <NativeSelect
          label={t('start.profile')}
          value={profile}
          onChange={(event) => setProfile(event.currentTarget.value)}
          data={[
            { value: '', label: t('start.noProfile') },
            ...stored.map((one) => ({ value: String(one.id), label: one.name })),
          ]}
        />
      )}
      {doubts.length > 0 && (
        <Notice tone="warning" title={t('start.doubts')} alert>
          {doubts.map((doubt) => (
            <div key={doubt.code}>{doubt.message}</div>
          ))}
        </Notice>
      )}
      <Text fz="sm" c="dimmed">
        {t('start.promise')}
      </Text>
    </Form>
  )
}
