import { Button, Checkbox, CopyButton, Drawer, Group, Stack, Tabs, Text } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Message } from '../../api/types.ts'
import { count, milliseconds } from '../../format/quantities.ts'
import { timeText } from '../../format/times.ts'
import { Empty } from '../../parts/faces.tsx'
import { KeyValues } from '../../parts/key-values.tsx'
import { Notice } from '../../parts/notice.tsx'
import { descriptionQuery } from '../../queries/stations.ts'
import { t, wordFor } from '../../texts/text.ts'
import { type Deviation, deviationsOf, explain } from './explain.ts'
import { FrameTree } from './frame-tree.tsx'
import classes from './message-drawer.module.css'
import { MessageOutcome } from './message-outcome.tsx'

interface MessageDrawerProps {
  readonly message: Message | null
  readonly timeZone: string | undefined
  onClose(): void
}

/** One exchange, explained. */
export function MessageDrawer({ message, timeZone, onClose }: MessageDrawerProps) {
  return (
    <Drawer
      opened={message !== null}
      onClose={onClose}
      position="right"
      size="xl"
      padding="lg"
      title={
        message && (
          <Group gap="sm">
            <Text fw={600} fz="lg">
              {message.action ?? t('messages.noAction')}
            </Text>
            <MessageOutcome message={message} />
          </Group>
        )
      }
      closeButtonProps={{ 'aria-label': t('close') }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {message && <Exchange key={message.id} message={message} timeZone={timeZone} />}
    </Drawer>
  )
}

function Exchange({ message, timeZone }: { readonly message: Message; readonly timeZone: string | undefined }) {
  const [withAbsent, setWithAbsent] = useState(false)
  const { data: description } = useQuery(descriptionQuery(message.version, message.action))
  const deviations = deviationsOf(message.deviations)
  const problems: Deviation[] =
    message.problemPath !== null && message.problem !== null
      ? [{ path: message.problemPath, message: message.problem }]
      : []
  // A problem is the responder's to find: in a call from us it is about the answer.
  const inAnswer = message.direction === 'out' && message.outcome === 'invalid-response'
  const words = { missing: t('frame.missing'), unknown: t('frame.unknown') }
  const request = explain(
    message.request,
    description?.request ?? [],
    [...(inAnswer ? [] : problems), ...deviations],
    words,
  )
  const response = explain(message.response, description?.response ?? [], inAnswer ? problems : [], words)
  return (
    <Stack>
      {message.problem && (
        <Notice tone="faulted" title={message.errorCode ?? t('messages.problem')}>
          {message.problem}
          {message.problemPath && <div className={classes.pointer}>{message.problemPath}</div>}
        </Notice>
      )}
      {deviations.length > 0 && (
        <Notice tone="warning" title={t('messages.tolerated')}>
          {deviations.map((deviation) => (
            <div key={deviation.path}>
              <span className={classes.pointer}>{deviation.path}</span> {deviation.message}
            </div>
          ))}
        </Notice>
      )}
      <KeyValues
        items={[
          [t('messages.direction'), t(`messages.${message.direction}`)],
          [t('messages.at'), timeText(message.at, 'full', timeZone)],
          [t('messages.took'), milliseconds(message.durationMs)],
          [
            t('messages.messageId'),
            <span key="id" className={classes.pointer}>
              {message.messageId}
            </span>,
          ],
          [t('station.version'), `OCPP ${message.version}`],
        ]}
      />
      <Tabs defaultValue="request">
        <Tabs.List mb="sm">
          <Tabs.Tab value="request">{t('messages.request')}</Tabs.Tab>
          <Tabs.Tab value="response">{t('messages.response')}</Tabs.Tab>
          <Tabs.Tab value="frames">{t('messages.frames')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="request">
          {message.requestCut ? (
            <Empty title={t('messages.cut')} words={t('messages.cutHint')} />
          ) : (
            <>
              <AbsentSwitch checked={withAbsent} onChange={setWithAbsent} />
              <FrameTree members={request} withAbsent={withAbsent} />
            </>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="response">
          {message.responseText === null ? (
            <Empty title={t('messages.noAnswer')} words={wordFor('messageOutcome', message.outcome)} />
          ) : message.errorCode !== null ? (
            <Frame text={message.responseText} cut={message.responseCut} />
          ) : message.responseCut ? (
            <Empty title={t('messages.cut')} words={t('messages.cutHint')} />
          ) : (
            <>
              <AbsentSwitch checked={withAbsent} onChange={setWithAbsent} />
              <FrameTree members={response} withAbsent={withAbsent} />
            </>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="frames">
          <Stack>
            <Frame text={message.requestText} cut={message.requestCut} />
            {message.responseText !== null && <Frame text={message.responseText} cut={message.responseCut} />}
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

function AbsentSwitch({
  checked,
  onChange,
}: {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  return (
    <Checkbox
      size="xs"
      mb="xs"
      label={t('frame.showAbsent')}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

function Frame({ text, cut }: { readonly text: string; readonly cut: Message['requestCut'] }) {
  return (
    <Stack gap="xs">
      {cut && (
        <Notice tone="warning" title={t('messages.cut')}>
          {count(cut.bytes)} B, SHA-256 <span className={classes.pointer}>{cut.sha256}</span>
        </Notice>
      )}
      <div className={classes.frame}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconCopy size={12} />}
              className={classes.copy}
              onClick={copy}
            >
              {copied ? t('copied') : t('copy')}
            </Button>
          )}
        </CopyButton>
        <pre>{text}</pre>
      </div>
    </Stack>
  )
}
