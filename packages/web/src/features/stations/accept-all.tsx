import { Button, Code, CopyButton, Group, NativeSelect, Progress, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Site } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { failureText } from '../../parts/faces.tsx'
import { Notice } from '../../parts/notice.tsx'
import { counted, t } from '../../texts/text.ts'
import { useAcceptAll } from './commands.ts'
import { acceptedWith, type PasswordChoice, PasswordChooser } from './password-choice.tsx'

interface AcceptAllProps {
  /** Who was waiting when it was asked for; they leave the inbox one by one meanwhile. */
  readonly ids: readonly string[]
  readonly sites: readonly Site[]
  onClose(): void
}

/** Asks once for the whole inbox, and tells of each that could not be accepted. */
export function AcceptAll({ ids, sites, onClose }: AcceptAllProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [choice, setChoice] = useState<PasswordChoice>({ kind: 'made' })
  const { run, status, progress } = useAcceptAll()
  const site = sites.find(({ id }) => id === chosen) ?? sites[0]
  const { accepted, failed, passwords } = progress
  const list = passwords.map(({ id, password }) => `${id}\t${password}`).join('\n')
  const running = status === 'pending'
  return (
    <Dialog
      opened
      onClose={() => !running && onClose()}
      // What is shown once is not lost by a click beside it.
      closeOnClickOutside={passwords.length === 0}
      title={counted('unknownStations.acceptAllTitle', ids.length)}
      withCloseButton={!running}
    >
      <Stack>
        {status === 'idle' ? (
          <>
            {sites.length > 1 && (
              <NativeSelect
                label={t('unknownStations.acceptAllSite')}
                value={site?.id}
                onChange={(event) => setChosen(event.currentTarget.value)}
                data={sites.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            <Text>{t('unknownStations.acceptAllWords', { site: site?.name ?? '' })}</Text>
            <PasswordChooser many choice={choice} onChange={setChoice} />
          </>
        ) : (
          <>
            <Progress value={((accepted + failed.length) / ids.length) * 100} aria-hidden />
            <Text role="status">{t('unknownStations.progress', { accepted, total: ids.length })}</Text>
          </>
        )}
        {passwords.length > 0 && (
          <>
            <Text>{t('password.handOverAll')}</Text>
            <Code block mah={240} style={{ overflow: 'auto' }}>
              {list}
            </Code>
            <CopyButton value={list}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? t('copied') : t('password.copyAll')}
                </Button>
              )}
            </CopyButton>
          </>
        )}
        {failed.length > 0 && (
          <Notice tone="faulted" alert title={counted('unknownStations.failed', failed.length)}>
            {failed.map(({ id, error }) => (
              <div key={id}>
                {id}: {failureText(error)}
              </div>
            ))}
          </Notice>
        )}
        <Group justify="flex-end">
          {status === 'idle' || running ? (
            <>
              <Button variant="default" disabled={running} onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button
                loading={running}
                onClick={() => run({ ids, body: { ...(site && { site: site.id }), ...acceptedWith(choice) } })}
              >
                {counted('unknownStations.acceptAllButton', ids.length)}
              </Button>
            </>
          ) : (
            <Button onClick={onClose}>{t('close')}</Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  )
}
