import { Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, bodyOf } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
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
    <Dialog opened={opened} onClose={onClose} title={t('transaction.closeTitle', { id })}>
      <Form
        onSubmit={() => {
          close.mutate()
        }}
        onCancel={onClose}
        submit={t('transaction.close')}
        pending={close.isPending}
        incomplete={note.trim() === ''}
        error={close.error}
      >
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
      </Form>
    </Dialog>
  )
}
