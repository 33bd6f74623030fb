import { Autocomplete, Button, Group, Modal, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import type { Site } from '../../api/types.ts'
import { failureText } from '../../parts/faces.tsx'
import { Notice } from '../../parts/notice.tsx'
import { t } from '../../texts/text.ts'
import { usePutSite, useRemoveSite } from './commands.ts'

interface SiteFormProps {
  /** `new`: an empty form. */
  readonly site: Site | 'new' | null
  onClose(): void
  onRemoved?(): void
}

export function SiteForm({ site, onClose, onRemoved }: SiteFormProps) {
  return (
    <Modal
      size="lg"
      opened={site !== null}
      onClose={onClose}
      title={site === 'new' ? t('sites.add') : site?.name}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {site && (
        <Form
          key={site === 'new' ? '' : site.id}
          known={site === 'new' ? null : site}
          onClose={onClose}
          onRemoved={onRemoved}
        />
      )}
    </Modal>
  )
}

type Amount = number | null

function Form({
  known,
  onClose,
  onRemoved,
}: {
  readonly known: Site | null
  onClose(): void
  onRemoved: (() => void) | undefined
}) {
  const [id, setId] = useState(known?.id ?? '')
  const [texts, setTexts] = useState({
    name: known?.name ?? '',
    timeZone: known?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: known?.currency ?? 'EUR',
    address: known?.address ?? '',
    postalCode: known?.postalCode ?? '',
    city: known?.city ?? '',
    country: known?.country ?? '',
  })
  const [numbers, setNumbers] = useState<
    Record<'latitude' | 'longitude' | 'gridLimitA' | 'gridPhases', Amount> & { gridLimitKw: Amount }
  >({
    latitude: known?.latitude ?? null,
    longitude: known?.longitude ?? null,
    gridLimitA: known?.gridLimitA ?? null,
    gridPhases: known?.gridPhases ?? 3,
    gridLimitKw: known?.gridLimitW ? known.gridLimitW / 1000 : null,
  })
  const put = usePutSite(known)
  const remove = useRemoveSite()
  const error = put.error ?? remove.error
  const collided = put.error instanceof ApiProblem && put.error.status === 412

  const text = (name: keyof typeof texts, required = false) => (
    <TextInput
      label={t(`site.${name}`)}
      required={required}
      value={texts[name]}
      onChange={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
    />
  )
  const amount = (name: keyof typeof numbers) => (
    <NumberInput
      label={t(`site.${name}`)}
      hideControls
      decimalScale={6}
      value={numbers[name] ?? ''}
      onChange={(value) => setNumbers({ ...numbers, [name]: value === '' ? null : Number(value) })}
    />
  )

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const { gridLimitKw, ...plain } = numbers
        const body = {
          name: texts.name.trim(),
          timeZone: texts.timeZone.trim(),
          currency: texts.currency.trim().toUpperCase(),
          address: texts.address.trim() || null,
          postalCode: texts.postalCode.trim() || null,
          city: texts.city.trim() || null,
          country: texts.country.trim().toUpperCase() || null,
          ...plain,
          gridLimitW: gridLimitKw === null ? null : Math.round(gridLimitKw * 1000),
        }
        put.mutate({ id: id.trim(), body }, { onSuccess: onClose })
      }}
    >
      <Stack>
        {!known && (
          <TextInput
            label={t('site.id')}
            description={t('sites.idHint')}
            required
            data-autofocus
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
          />
        )}
        {text('name', true)}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Autocomplete
            label={t('site.timeZone')}
            required
            limit={20}
            data={Intl.supportedValuesOf('timeZone')}
            value={texts.timeZone}
            onChange={(timeZone) => setTexts({ ...texts, timeZone })}
          />
          {text('currency', true)}
          {text('address')}
          {text('postalCode')}
          {text('city')}
          {text('country')}
          {amount('latitude')}
          {amount('longitude')}
          {amount('gridLimitKw')}
          {amount('gridLimitA')}
          {amount('gridPhases')}
        </SimpleGrid>
        {error && (
          <Notice tone="faulted" alert>
            {collided ? (known ? t('collided') : t('sites.taken')) : failureText(error)}
          </Notice>
        )}
        <Group justify="space-between">
          {known ? (
            <Button
              variant="subtle"
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(known.id, { onSuccess: onRemoved })}
            >
              {t('sites.remove')}
            </Button>
          ) : (
            <span />
          )}
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={put.isPending} disabled={id.trim() === '' || texts.name.trim() === ''}>
              {t('save')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
