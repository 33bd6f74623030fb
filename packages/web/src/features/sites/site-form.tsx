import { Autocomplete, NumberInput, SimpleGrid, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Site } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
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
    <Dialog size="lg" opened={site !== null} onClose={onClose} title={site === 'new' ? t('sites.add') : site?.name}>
      {site && (
        <Fields
          key={site === 'new' ? '' : site.id}
          known={site === 'new' ? null : site}
          onClose={onClose}
          onRemoved={onRemoved}
        />
      )}
    </Dialog>
  )
}

type Amount = number | null

function Fields({
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
    <Form
      onSubmit={() => {
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
      onCancel={onClose}
      submit={t('save')}
      pending={put.isPending}
      incomplete={id.trim() === '' || texts.name.trim() === ''}
      error={put.error ?? remove.error}
      collided={known ? t('collided') : t('sites.taken')}
      remove={
        known && {
          label: t('sites.remove'),
          pending: remove.isPending,
          run: () => remove.mutate(known.id, { onSuccess: onRemoved }),
        }
      }
    >
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
    </Form>
  )
}
