// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
import { Button, Card, Group, SegmentedControl, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { IconSearch, IconSend, IconTerminal2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, bodyOf } from '../../api/client.ts'
import type { Action, Station } from '../../api/types.ts'
import { Empty } from '../../parts/faces.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { stationActionsQuery } from '../../queries/stations.ts'
import { t } from '../../texts/text.ts'
import classes from './command-room.module.css'
import type { Outcome } from './outcome.ts'
import { emptyMembers, inOrder, type Members } from './payload.ts'
import { PayloadForm } from './payload-form.tsx'
import { SentCard } from './sent-card.tsx'
import { useSendCommand } from './sent-commands.ts'
import { OutcomeBadge } from './sent-list.tsx'

/** Any action of the station's version: its form, what goes on the wire, what came back. */
export function CommandRoom({ station }: { readonly station: Station }) {
  const actions = useQuery(stationActionsQuery(station.id, station.version))
  const [chosen, setChosen] = useState<string | null>(null)
  if (station.version === null) return <Empty icon={IconTerminal2} title={t('commands.neverConnected')} />
  return (
    <Loaded query={actions}>
      {(items) => {
        const action = items.find(named(chosen)) ?? items.find(named('TriggerMessage')) ?? items[0]
        return (
          <div className={classes.room}>
            <ActionList actions={items} chosen={action?.action} onChoose={setChosen} />
            {action && <ActionForm key={action.action} station={station} action={action} />}
          </div>
        )
      }}
    </Loaded>
  )
}

const named = (name: string | null) => (item: Action) => item.action === name

interface ActionListProps {
  readonly actions: readonly Action[]
  readonly chosen: string | undefined
  onChoose(action: string): void
}

function ActionList({ actions, chosen, onChoose }: ActionListProps) {
  const [text, setText] = useState('')
  const found = actions.filter(({ action }) => action.toLowerCase().includes(text.toLowerCase().replaceAll(' ', '')))
  return (
    <Card padding="xs">
      <TextInput
        mb="xs"
        aria-label={t('commands.find')}
        placeholder={t('commands.find')}
        leftSection={<IconSearch size={15} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        {found.map(({ action }) => (
          <button
            key={action}
            type="button"
            className={classes.action}
            aria-pressed={action === chosen}
            onClick={() => onChoose(action)}
          >
            {action}
          </button>
        ))}
        {found.length === 0 && (
          <Text c="dimmed" p="xs">
            {t('commands.noneFound')}
          </Text>
        )}
      </div>
    </Card>
  )
}

function ActionForm({ station, action }: { readonly station: Station; readonly action: Action }) {
  const [payload, setPayload] = useState<Members>(() => emptyMembers(action.fields))
  const [raw, setRaw] = useState<string | null>(null)
  const [result, setResult] = useState<{ outcome: Outcome } | 'waiting' | null>(null)
  const send = useSendCommand(station.id)
  const outcome = result !== null && result !== 'waiting' ? result.outcome : null
  const going = raw === null ? inOrder(action.fields, payload) : parsed(raw)

  async function submit(): Promise<void> {
    if (going === undefined) return
    setResult('waiting')
    const sent = await send({
      label: action.action,
      send: () =>
        bodyOf(
          api.POST('/api/v1/stations/{id}/commands/{name}', {
            params: { path: { id: station.id, name: action.command } },
            body: going,
          }),
        ),
    })
    setResult({ outcome: sent })
  }

  return (
    <>
      <Card
        component="form"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Group justify="space-between" mb="sm">
          <Title order={2}>{action.action}</Title>
          <SegmentedControl
            size="xs"
            aria-label={t('commands.howToWrite')}
            value={raw === null ? 'form' : 'json'}
            onChange={(mode) => {
              if (mode === 'json') setRaw(JSON.stringify(inOrder(action.fields, payload), null, 2))
              else {
                if (going) setPayload(going)
                setRaw(null)
              }
            }}
            data={[
              { value: 'form', label: t('commands.form') },
              { value: 'json', label: t('commands.json') },
            ]}
          />
        </Group>
        <Stack>
          {raw !== null ? (
            <Textarea
              aria-label={t('commands.payload')}
              autosize
              minRows={6}
              error={going === undefined && t('commands.notJson')}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
              value={raw}
              onChange={(event) => setRaw(event.currentTarget.value)}
            />
          ) : action.fields.length === 0 ? (
            <Text c="dimmed">{t('commands.noFields')}</Text>
          ) : (
            <PayloadForm
              fields={action.fields}
              value={payload}
              onChange={setPayload}
              errors={outcome?.kind === 'invalid' ? outcome.errors : []}
            />
          )}
          <Group>
            <Button
              type="submit"
              leftSection={<IconSend size={16} />}
              loading={result === 'waiting'}
              disabled={going === undefined || !station.connected}
            >
              {t('commands.send')}
            </Button>
          </Group>
        </Stack>
      </Card>
      <Stack className={classes.answers}>
        <Card>
          <Title order={2} mb="xs">
            {t('commands.onTheWire')}
          </Title>
          <pre className={classes.code} tabIndex={0}>
            {going === undefined ? '' : JSON.stringify(going, null, 2)}
          </pre>
          {outcome && (
            <Stack gap="xs" mt="md">
              <Group justify="space-between">
                <Title order={2}>{t('commands.answer')}</Title>
                <OutcomeBadge outcome={outcome} />
              </Group>
              <pre className={classes.code} tabIndex={0}>
                {outcome.kind === 'answered' ? JSON.stringify(outcome.response, null, 2) : outcome.detail}
              </pre>
            </Stack>
          )}
        </Card>
        <SentCard station={station.id} />
      </Stack>
    </>
  )
}

function parsed(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
  } catch {
    return undefined
  }
}
