import { ActionIcon, Button, Card, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconAdjustments, IconPencil, IconRefresh, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import type { Station, Variable } from '../../api/types.ts'
import { nothing } from '../../format/quantities.ts'
import { AboveRow, type Column, DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/faces.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Ago } from '../../parts/times.tsx'
import { variablesQuery } from '../../queries/stations.ts'
import { counted, t } from '../../texts/text.ts'
import { EditValue } from './edit-value.tsx'
import { componentText, nameText } from './variable-names.ts'

interface ConfigurationProps {
  readonly station: Station
  /** Asks the station for all of it again. */
  onRefresh(): void
  onSet(variable: Variable, value: string): Promise<void>
}

/** Configuration keys of 1.6 and the device model of 2.x, as last heard, and the way to change them. */
export function Configuration({ station, onRefresh, onSet }: ConfigurationProps) {
  const variables = useQuery(variablesQuery(station.id))
  const refresh = (
    <Button variant="default" leftSection={<IconRefresh size={15} />} disabled={!station.connected} onClick={onRefresh}>
      {t('configuration.refresh')}
    </Button>
  )
  return (
    <Loaded
      query={variables}
      loading={{ rows: 10 }}
      empty={{
        icon: IconAdjustments,
        title: t('configuration.none'),
        words: t('configuration.noneWords'),
        action: refresh,
      }}
    >
      {(items) => <Variables variables={items} station={station} refresh={refresh} onSet={onSet} />}
    </Loaded>
  )
}

interface VariablesProps extends Pick<ConfigurationProps, 'station' | 'onSet'> {
  readonly variables: readonly Variable[]
  readonly refresh: ReactNode
}

function Variables({ variables, station, refresh, onSet }: VariablesProps) {
  const [text, setText] = useState('')
  const [writable, setWritable] = useState(false)
  const [editing, setEditing] = useState<Variable | null>(null)
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    return variables.filter(
      (variable) =>
        (!writable || variable.mutability !== 'ReadOnly') &&
        `${componentText(variable)} ${nameText(variable)} ${variable.value ?? ''}`.toLowerCase().includes(wanted),
    )
  }, [variables, text, writable])
  return (
    <>
      <Group mb="sm" gap="md">
        <TextInput
          flex="1 1 12rem"
          maw={320}
          aria-label={t('configuration.search')}
          placeholder={t('configuration.search')}
          leftSection={<IconSearch size={15} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Switch
          label={t('configuration.writable')}
          checked={writable}
          onChange={(event) => setWritable(event.currentTarget.checked)}
        />
        <Text c="dimmed" fz="sm">
          {counted('configuration.count', shown.length)}
        </Text>
        {refresh}
      </Group>
      {shown.length === 0 ? (
        <Card>
          <Empty title={t('configuration.noneMatch')} />
        </Card>
      ) : (
        <DataTable
          label={t('tab.configuration')}
          columns={columnsOf(station, setEditing)}
          count={shown.length}
          rowAt={(index) => shown[index]}
          keyOf={keyOf}
          rowHeight={38}
          cardHeight={84}
          card={(variable) => (
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Stack gap={0} style={{ minWidth: 0 }}>
                <Text fz="xs" c="dimmed" truncate>
                  {componentText(variable)}
                </Text>
                <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
                  {nameText(variable)}
                </Text>
                <Text ff="monospace" fz="sm" truncate>
                  {valueText(variable)}
                </Text>
              </Stack>
              <EditButton variable={variable} connected={station.connected} onEdit={setEditing} />
            </Group>
          )}
        />
      )}
      <Dialog opened={editing !== null} onClose={() => setEditing(null)} title={editing && nameText(editing)}>
        {editing && (
          <EditValue
            key={keyOf(editing)}
            variable={editing}
            onClose={() => setEditing(null)}
            onSet={(value) => onSet(editing, value)}
          />
        )}
      </Dialog>
    </>
  )
}

function columnsOf(station: Station, onEdit: (variable: Variable) => void): Column<Variable>[] {
  const component: Column<Variable> = {
    key: 'component',
    header: t('configuration.component'),
    width: 'minmax(8rem, 1fr)',
    cell: (variable) => componentText(variable),
  }
  return [
    ...(station.version === '1.6' ? [] : [component]),
    {
      key: 'name',
      header: t('configuration.name'),
      width: 'minmax(10rem, 1.4fr)',
      cell: (variable) => (
        <Text span fw={550}>
          {nameText(variable)}
        </Text>
      ),
    },
    {
      key: 'value',
      header: t('configuration.value'),
      width: 'minmax(8rem, 1.6fr)',
      cell: (variable) => (
        <Text span ff="monospace" fz="sm" title={variable.value ?? ''}>
          {valueText(variable)}
        </Text>
      ),
    },
    {
      key: 'type',
      header: t('configuration.type'),
      width: '7rem',
      fromEm: 80,
      cell: (variable) => variable.dataType ?? nothing,
    },
    {
      key: 'mutability',
      header: t('configuration.mutability'),
      width: '6.5rem',
      fromEm: 66,
      cell: (variable) => variable.mutability ?? nothing,
    },
    {
      key: 'at',
      header: t('configuration.heard'),
      width: '6rem',
      fromEm: 80,
      end: true,
      cell: (variable) => <Ago at={variable.at} />,
    },
    {
      key: 'edit',
      header: t('actions'),
      hideHeader: true,
      width: '2rem',
      end: true,
      cell: (variable) => <EditButton variable={variable} connected={station.connected} onEdit={onEdit} />,
    },
  ]
}

interface EditButtonProps {
  readonly variable: Variable
  readonly connected: boolean
  onEdit(variable: Variable): void
}

function EditButton({ variable, connected, onEdit }: EditButtonProps) {
  if (variable.mutability === 'ReadOnly') return null
  return (
    <AboveRow>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('configuration.edit', { name: nameText(variable) })}
        disabled={!connected}
        onClick={() => onEdit(variable)}
      >
        <IconPencil size={16} />
      </ActionIcon>
    </AboveRow>
  )
}

const keyOf = (variable: Variable) => `${componentText(variable)} ${nameText(variable)} ${variable.attribute}`

function valueText(variable: Variable): string {
  if (variable.mutability === 'WriteOnly') return t('configuration.writeOnly')
  if (variable.value === null) return nothing
  return variable.unit ? `${variable.value} ${variable.unit}` : variable.value
}
