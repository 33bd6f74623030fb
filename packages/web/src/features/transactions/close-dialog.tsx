import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, bodyOf } from '../../api/client.ts'
import { failureText } from '../../parts/faces.tsx'
import { Notice } from '../../parts/notice.tsx'
import { transactionQuery } from '../../queries/transactions.ts'
import { t } from '../../texts/text.ts'

interface CloseDialogProps {
  readonly id: number
  readonly opened: boolean
  onClose(): void
}

/** For a transaction that will never end by itself. */
export function CloseDialog({ id, opened, onClose }: CloseDialogProps) {
  const [note, setNote] = useState('')
  const queryClient = useQueryClient()
  const close = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/api/v1/transactions/{id}/close', { params: { path: { id } }, body: { note: note.trim() } })),
    onSuccess: (closed) => {
      queryClient.setQueryData(transactionQuery(id).queryKey, closed)
      onClose()
    },
  })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('transaction.closeTitle', { id })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          close.mutate()
        }}
      >
        <Stack>
          <Text>{t('transaction.closeWords')}</Text>
          <Textarea
            label={t('transaction.closeNote')}
            required
            data-autofocus
            autosize
            minRows={2}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {close.error && (
            <Notice tone="faulted" alert>
              {failureText(close.error)}
            </Notice>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={close.isPending} disabled={note.trim() === ''}>
              {t('transaction.close')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
