import { NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Variable } from '../../api/types.ts'
import { Form } from '../../parts/form.tsx'
import { t } from '../../texts/text.ts'
import { componentText } from './variable-names.ts'

interface EditValueProps {
  readonly variable: Variable
  onClose(): void
  onSet(value: string): Promise<void>
}

/** Asks the station to change one value; what it answers is shown with the other answers. */
export function EditValue({ variable, onClose, onSet }: EditValueProps) {
  const [value, setValue] = useState(variable.value ?? '')
  const [waiting, setWaiting] = useState(false)
  const choices = choicesOf(variable)
  const limits = [
    variable.dataType,
    variable.unit,
    variable.minLimit !== null && `≥ ${variable.minLimit}`,
    variable.maxLimit !== null && `≤ ${variable.maxLimit}`,
  ].filter(Boolean)
  return (
    <Form
      onSubmit={() => {
        setWaiting(true)
        void onSet(value).finally(onClose)
      }}
      onCancel={onClose}
      submit={t('configuration.set')}
      pending={waiting}
    >
      <Text c="dimmed">{[componentText(variable), ...limits].filter(Boolean).join(' · ')}</Text>
      {choices ? (
        <NativeSelect
          label={t('configuration.value')}
          data-autofocus
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          data={choices}
        />
      ) : (
        <TextInput
          label={t('configuration.value')}
          data-autofocus
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
    </Form>
  )
}

function choicesOf({ dataType, valuesList, value }: Variable): string[] | null {
  if (dataType === 'boolean') return [...new Set(['true', 'false', ...(value ? [value] : [])])]
  if (dataType !== 'OptionList' || !valuesList) return null
  return [...new Set([...valuesList.split(',').map((choice) => choice.trim()), ...(value ? [value] : [])])]
}
