import { Button, Card, Checkbox, Group, NativeSelect, Stack, Switch, Textarea, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { OcppVersion, Site, Station, StationPut } from '../../api/types.ts'
import { Problem } from '../../parts/problem.tsx'
import { t, wordFor } from '../../texts/text.ts'
import { useChangeStation } from './commands.ts'
import { ConnectionLines } from './how-to-connect.tsx'
import { RemoveStation } from './remove-station.tsx'
import { StationPassword } from './station-password.tsx'
import classes from './station-settings.module.css'

interface StationSettingsProps {
  readonly station: Station
  readonly sites: readonly Site[]
}

type Tolerance = NonNullable<StationPut['tolerances']>[number]
const tolerances: readonly Tolerance[] = ['loose-types', 'loose-containers', 'missing-members', 'loose-frames']

/** What operators decide about a station, apart from what it says of itself. */
export function StationSettings({ station, sites }: StationSettingsProps) {
  return (
    <div className={classes.columns}>
      <Decisions key={station.revision} station={station} sites={sites} />
      <Stack>
        <Card>
          <Title order={2} mb="sm">
            {t('settings.connection')}
          </Title>
          <Stack gap="xs">
            <ConnectionLines id={station.id} />
          </Stack>
        </Card>
        <StationPassword station={station} />
        <RemoveStation station={station} />
      </Stack>
    </div>
  )
}

function Decisions({ station, sites }: StationSettingsProps) {
  const change = useChangeStation(station)
  const [name, setName] = useState(station.name ?? '')
  const [site, setSite] = useState(station.site)
  const [admission, setAdmission] = useState(station.admission)
  const [assumed, setAssumed] = useState(station.assumeVersion)
  const [bootCalls, setBootCalls] = useState(station.bootCalls)
  const [tolerated, setTolerated] = useState<string[]>(station.tolerances)
  const [note, setNote] = useState(station.note ?? '')
  const body: StationPut = {
    name: name.trim() || null,
    site,
    admission,
    assumeVersion: assumed,
    bootCalls,
    tolerances: tolerances.filter((value) => tolerated.includes(value)),
    note: note.trim() || null,
  }
  return (
    <Card
      component="form"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(body, { onSuccess: () => notifications.show({ message: t('saved') }) })
      }}
    >
      <Title order={2} mb="sm">
        {t('settings.title')}
      </Title>
      <Stack>
        <TextInput label={t('station.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <NativeSelect
          label={t('station.site')}
          value={site}
          onChange={(event) => setSite(event.currentTarget.value)}
          data={sites.map((one) => ({ value: one.id, label: one.name }))}
        />
        <NativeSelect
          label={t('settings.admission')}
          description={t('settings.admissionHint')}
          value={admission}
          onChange={(event) => setAdmission(event.currentTarget.value as Station['admission'])}
          data={(['accepted', 'pending', 'rejected'] as const).map((value) => ({
            value,
            label: wordFor('admission', value),
          }))}
        />
        <NativeSelect
          label={t('settings.assumeVersion')}
          description={t('settings.assumeVersionHint')}
          value={assumed ?? ''}
          onChange={(event) => setAssumed((event.currentTarget.value || null) as OcppVersion | null)}
          data={[
            { value: '', label: t('settings.assumeNone') },
            ...(['1.6', '2.0.1', '2.1'] as const).map((value) => ({ value, label: `OCPP ${value}` })),
          ]}
        />
        <Switch
          label={t('settings.bootCalls')}
          description={t('settings.bootCallsHint')}
          checked={bootCalls}
          onChange={(event) => setBootCalls(event.currentTarget.checked)}
        />
        <Checkbox.Group
          label={t('settings.tolerances')}
          description={t('settings.tolerancesHint')}
          value={tolerated}
          onChange={setTolerated}
        >
          <Stack gap="xs" mt="xs">
            {tolerances.map((value) => (
              <Checkbox key={value} value={value} label={value} description={wordFor('tolerance', value)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Textarea
          label={t('settings.note')}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Problem error={change.error} collided={t('collided')} />
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}
