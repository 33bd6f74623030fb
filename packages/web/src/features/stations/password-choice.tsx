import { PasswordInput, Radio, Stack } from '@mantine/core'
import { t } from '../../texts/text.ts'

/** How a station that comes in proves that it is the one. */
export type PasswordChoice =
  | { readonly kind: 'made' }
  | { readonly kind: 'typed'; readonly password: string }
  | { readonly kind: 'unprotected' }

export const isChosen = (choice: PasswordChoice): boolean => choice.kind !== 'typed' || choice.password !== ''

/** As the API takes it. */
export function acceptedWith(choice: PasswordChoice) {
  switch (choice.kind) {
    case 'made':
      return { password: { generate: true } } as const
    case 'typed':
      return { password: choice.password }
    case 'unprotected':
      return { unprotected: true } as const
  }
}

interface ChooserProps {
  readonly choice: PasswordChoice
  /** One password for many would be none of their own. */
  readonly many?: boolean
  onChange(choice: PasswordChoice): void
}

export function PasswordChooser({ choice, many = false, onChange }: ChooserProps) {
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('station.password')}
        value={choice.kind}
        onChange={(kind) => onChange(kind === 'typed' ? { kind, password: '' } : ({ kind } as PasswordChoice))}
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="made"
            label={many ? t('password.madeForEach') : t('password.made')}
            description={t('password.madeHint')}
          />
          {!many && <Radio value="typed" label={t('password.typed')} />}
          <Radio value="unprotected" label={t('password.unprotected')} description={t('password.unprotectedHint')} />
        </Stack>
      </Radio.Group>
      {choice.kind === 'typed' && (
        <PasswordInput
          aria-label={t('password.typed')}
          autoComplete="new-password"
          data-autofocus
          maxLength={64}
          value={choice.password}
          onChange={(event) => onChange({ kind: 'typed', password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
        />
      )}
    </Stack>
  )
}
