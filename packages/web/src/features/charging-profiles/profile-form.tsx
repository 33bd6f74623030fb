import { Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, bodyOf, ifMatch } from '../../api/client.ts'
import type { ChargingProfile } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { t } from '../../texts/text.ts'
import { scheduleOf } from './schedule.ts'
import { ScheduleSketch } from './schedule-sketch.tsx'

interface ProfileFormProps {
  /** `new`: a first draft to change. */
  readonly profile: ChargingProfile | 'new' | null
  onClose(): void
}

export function ProfileForm({ profile, onClose }: ProfileFormProps) {
  return (
    <Dialog
      size="lg"
      opened={profile !== null}
      onClose={onClose}
      title={profile === 'new' ? t('chargingProfiles.add') : profile?.name}
    >
      {profile && (
        <Fields
          key={profile === 'new' ? '' : profile.id}
          known={profile === 'new' ? null : profile}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}

function Fields({ known, onClose }: { readonly known: ChargingProfile | null; onClose(): void }) {
  const queryClient = useQueryClient()
  const [name, setName] = useState(known?.name ?? '')
  const [text, setText] = useState(() => JSON.stringify(known?.profile ?? draft(), null, 2))
  const profile = parsed(text)
  const schedule = profile && scheduleOf(profile)
  const done = {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['charging-profiles'] })
      onClose()
    },
  }
  const save = useMutation({
    mutationFn: (body: { name: string; profile: Record<string, unknown> }) =>
      known
        ? bodyOf(
            api.PUT('/api/v1/charging-profiles/{id}', {
              params: { path: { id: known.id }, header: ifMatch(known.revision) },
              body,
            }),
          )
        : bodyOf(api.POST('/api/v1/charging-profiles', { body })),
    ...done,
  })
  const remove = useMutation({
    mutationFn: (id: number) => bodyOf(api.DELETE('/api/v1/charging-profiles/{id}', { params: { path: { id } } })),
    ...done,
  })
  return (
    <Form
      onSubmit={() => {
        if (profile) save.mutate({ name: name.trim(), profile })
      }}
      onCancel={onClose}
      submit={t('save')}
      pending={save.isPending}
      incomplete={profile === undefined || name.trim() === ''}
      error={save.error ?? remove.error}
      collided={t('collided')}
      remove={
        known && { label: t('chargingProfiles.remove'), pending: remove.isPending, run: () => remove.mutate(known.id) }
      }
    >
      <TextInput
        label={t('chargingProfile.name')}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t('chargingProfile.content')}
        description={t('chargingProfiles.contentHint')}
        autosize
        minRows={10}
        maxRows={22}
        error={profile === undefined && t('commands.notJson')}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {schedule ? <ScheduleSketch schedule={schedule} /> : <Text c="dimmed">{t('chargingProfiles.noSteps')}</Text>}
    </Form>
  )
}

/** 11 kW by day, full power by night. */
const draft = () => ({
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  chargingSchedule: [
    {
      id: 1,
      startSchedule: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`,
      duration: 86_400,
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 32 },
        { startPeriod: 21_600, limit: 16 },
        { startPeriod: 79_200, limit: 32 },
      ],
    },
  ],
})

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
