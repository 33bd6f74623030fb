import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../texts/text.ts'
import { Problem } from './problem.tsx'

interface FormProps {
  /** On the button that sends it. */
  readonly submit: string
  onSubmit(): void
  onCancel(): void
  /** Sent, and not answered yet. */
  readonly pending?: boolean
  /** Something is missing without which it cannot be sent. */
  readonly incomplete?: boolean
  /** What is sent takes something away. */
  readonly danger?: boolean
  readonly error?: unknown
  /** What to say when somebody else was first. */
  readonly collided?: string
  /** The other thing to do with what is edited. */
  readonly remove?: { readonly label: string; readonly pending: boolean; run(): void } | null
  /** The fields. */
  readonly children: ReactNode
}

/** Fields, what went wrong, and the buttons: the content of a dialog that asks for something. */
export function Form(props: FormProps) {
  const { submit, onSubmit, onCancel, pending, incomplete, danger, error, collided, remove, children } = props
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <Stack>
        {children}
        <Problem error={error} collided={collided} />
        <Group justify={remove ? 'space-between' : 'flex-end'}>
          {remove && (
            <Button variant="subtle" color="red" loading={remove.pending} onClick={remove.run}>
              {remove.label}
            </Button>
          )}
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              {t('cancel')}
            </Button>
            <Button type="submit" {...(danger && { color: 'red' })} loading={pending} disabled={incomplete}>
              {submit}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
