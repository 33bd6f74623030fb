import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Field } from '../../api/types.ts'
import { t } from '../../texts/text.ts'
import type { Value } from './payload.ts'

interface InputProps {
  readonly field: Field
  readonly value: Value
  onChange(value: Value): void
  readonly common: { label: ReactNode; error: string | undefined; 'aria-label': string }
}

/** One value, by its type; what has none is written as JSON. */
export function PayloadInput({ field, value, onChange, common }: InputProps) {
  switch (field.type) {
    case 'boolean':
      return <Switch {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
    case 'integer':
    case 'number':
      return (
        <NumberInput
          {...common}
          size="sm"
          value={typeof value === 'number' ? value : ''}
          allowDecimal={field.type === 'number'}
          onChange={(next) => onChange(typeof next === 'number' ? next : next === '' ? null : Number(next))}
        />
      )
    case 'dateTime':
      return <DateTime common={common} value={String(value ?? '')} onChange={onChange} />
    case 'any':
    case 'object':
      return <Json common={common} value={value} onChange={onChange} />
    default:
      return field.enum ? (
        <NativeSelect
          {...common}
          data={field.enum}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        // No maxLength: what is too long is for the server to say, so that nothing is cut off in silence.
        <TextInput {...common} value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value)} />
      )
  }
}

function DateTime({ common, value, onChange }: Omit<InputProps, 'field' | 'value'> & { readonly value: string }) {
  return (
    <TextInput
      {...common}
      type="datetime-local"
      step={1}
      value={localTime(value)}
      onChange={(event) => {
        const at = new Date(event.currentTarget.value)
        if (!Number.isNaN(at.getTime())) onChange(at.toISOString().replace(/\.\d+Z$/, 'Z'))
      }}
    />
  )
}

function Json({ common, value, onChange }: Omit<InputProps, 'field'>) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2))
  const [broken, setBroken] = useState(false)
  return (
    <Textarea
      {...common}
      error={broken ? t('commands.notJson') : common.error}
      autosize
      minRows={2}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        try {
          onChange(JSON.parse(event.currentTarget.value) as Value)
          setBroken(false)
        } catch {
          setBroken(true)
        }
      }}
    />
  )
}

function localTime(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
