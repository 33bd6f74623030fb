import { NumberInput, Switch, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Retained, RetentionRule } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { failureText } from '../../parts/faces.tsx'
import { Form } from '../../parts/form.tsx'
import { Notice } from '../../parts/notice.tsx'
import { retentionPreviewQuery } from '../../queries/history.ts'
import { t, wordFor } from '../../texts/text.ts'
import { useSetRetention } from './commands.ts'
import { draftOf, freedText, ruleOf, ruleText } from './rule-text.ts'

interface RetentionFormProps {
  readonly of: Retained | null
  onClose(): void
}

export function RetentionForm({ of, onClose }: RetentionFormProps) {
  const title = of ? wordFor('retention.kind', of.kind) : ''
  return (
    <Dialog opened={of !== null} onClose={onClose} title={title}>
      {of && <Fields key={of.kind} of={of} onClose={onClose} />}
    </Dialog>
  )
}

/** Logs are asked for as long as this, in India by CERT-In. */
const loggedDays = 180
const logs: readonly string[] = ['messages', 'audit', 'security-events'] satisfies Retained['kind'][]

function Fields({ of, onClose }: { readonly of: Retained; readonly onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(of.rule))
  const set = useSetRetention(of.kind)
  const rule = ruleOf(draft)
  const tooShort = rule?.maxAgeDays != null && rule.maxAgeDays < loggedDays && logs.includes(of.kind)
  return (
    <Form
      onSubmit={() => rule && set.mutate(rule, { onSuccess: onClose })}
      onCancel={onClose}
      submit={t('retention.save')}
      pending={set.isPending}
      incomplete={rule === null}
      error={set.error}
    >
      <Text fz="sm" c="dimmed">
        {wordFor('retention.words', of.kind)} {t('retention.default', { rule: ruleText(of.default) })}
      </Text>
      <Switch
        label={t('retention.keepForEver')}
        checked={draft.isForEver}
        onChange={(event) => setDraft({ ...draft, isForEver: event.currentTarget.checked })}
      />
      <NumberInput
        label={t('retention.age')}
        suffix={t('retention.daySuffix')}
        min={1}
        max={36_500}
        allowDecimal={false}
        disabled={draft.isForEver}
        value={draft.days}
        onChange={(days) => setDraft({ ...draft, days })}
      />
      {of.takesSize && (
        <NumberInput
          label={t('retention.most')}
          description={t('retention.mostHint')}
          suffix=" GB"
          min={0.001}
          decimalScale={3}
          value={draft.gigabytes}
          onChange={(gigabytes) => setDraft({ ...draft, gigabytes })}
        />
      )}
      {tooShort && <Notice tone="warning">{t('retention.tooShort', { n: loggedDays })}</Notice>}
      <Preview kind={of.kind} rule={rule} />
    </Form>
  )
}

/** What saving it would take away. */
function Preview({ kind, rule }: { readonly kind: Retained['kind']; readonly rule: RetentionRule | null }) {
  const [settled] = useDebouncedValue(JSON.stringify(rule), 300)
  const asked = JSON.parse(settled) as RetentionRule | null
  const { data, error } = useQuery({
    ...retentionPreviewQuery(kind, asked ?? { maxAgeDays: null, maxBytes: null }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  })
  const text = error ? failureText(error) : data ? freedText(data) : t('loading')
  return (
    <Text fz="sm" fw={500} role="status">
      {rule === null ? t('retention.notYet') : text}
    </Text>
  )
}
