import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Site } from '../../api/types.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { t } from '../../texts/text.ts'
import { useAcceptUnknown } from './commands.ts'
import { acceptedWith, isChosen, type PasswordChoice, PasswordChooser } from './password-choice.tsx'

interface AcceptStationProps {
  readonly id: string
  readonly sites: readonly Site[]
  onClose(): void
}

/** Lets one station in, with a password or expressly without; what the server makes is shown this once. */
export function AcceptStation({ id, sites, onClose }: AcceptStationProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [choice, setChoice] = useState<PasswordChoice>({ kind: 'made' })
  const accept = useAcceptUnknown()
  const site = sites.find((one) => one.id === chosen) ?? sites[0]
  const made = accept.data?.password
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t(made === undefined ? 'unknownStations.acceptTitle' : 'unknownStations.acceptedTitle', { id })}
      // What is shown once is not lost by a click beside it.
      closeOnClickOutside={made === undefined}
    >
      {made !== undefined ? (
        <Stack>
          <Text>{t('password.handOver')}</Text>
          <CopyLine label={t('station.password')} value={made} />
          <Text c="dimmed" fz="sm">
            {t('stations.passwordOnce')}
          </Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <Form
          onSubmit={() => {
            const body = { ...(site && { site: site.id }), ...acceptedWith(choice) }
            accept.mutate({ id, body }, { onSuccess: ({ password }) => password === undefined && onClose() })
          }}
          onCancel={onClose}
          submit={t('unknownStations.accept')}
          pending={accept.isPending}
          incomplete={!isChosen(choice)}
          error={accept.error}
        >
          {sites.length > 1 && (
            <NativeSelect
              label={t('unknownStations.acceptAllSite')}
              value={site?.id}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={sites.map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
          <PasswordChooser choice={choice} onChange={setChoice} />
        </Form>
      )}
    </Dialog>
  )
}
