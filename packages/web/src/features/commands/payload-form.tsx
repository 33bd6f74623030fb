/** A form for any message, made from the definition of its fields. */
import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { createContext, type ReactNode, useContext } from 'react'
import type { Field } from '../../api/types.ts'
import { t } from '../../texts/text.ts'
import type { FieldError } from './outcome.ts'
import { demandOf, emptyItem, emptyValue, type Members, type Value } from './payload.ts'
import classes from './payload-form.module.css'
import { PayloadInput } from './payload-input.tsx'

const Errors = createContext<readonly FieldError[]>([])

interface PayloadFormProps {
  readonly fields: readonly Field[]
  readonly value: Members
  onChange(value: Members): void
  /** As the server found them, by JSON pointer. */
  readonly errors: readonly FieldError[]
}

export function PayloadForm({ fields, value, onChange, errors }: PayloadFormProps) {
  return (
    <Errors value={errors}>
      <MembersForm fields={fields} value={value} onChange={onChange} path="" />
    </Errors>
  )
}

interface At {
  readonly path: string
}

interface MembersFormProps extends At {
  readonly fields: readonly Field[]
  readonly value: Members
  onChange(value: Members): void
}

function MembersForm({ fields, value, onChange, path }: MembersFormProps) {
  const shown = fields.filter((field) => field.name in value)
  const absent = fields.filter((field) => !(field.name in value))
  const without = (name: string) => onChange(Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)))
  return (
    <div className={classes.members}>
      {shown.map((field) => (
        <FieldForm
          key={field.name}
          field={field}
          value={value[field.name] ?? null}
          onChange={(next) => onChange({ ...value, [field.name]: next })}
          onRemove={field.required ? undefined : () => without(field.name)}
          path={`${path}/${field.name}`}
        />
      ))}
      {absent.length > 0 && (
        <div className={classes.add}>
          {absent.map((field) => (
            <Button
              key={field.name}
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={12} />}
              onClick={() => onChange({ ...value, [field.name]: emptyValue(field) })}
            >
              {field.name}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

interface FieldFormProps extends At {
  readonly field: Field
  readonly value: Value
  onChange(value: Value): void
  readonly onRemove?: (() => void) | undefined
}

function FieldForm(props: FieldFormProps) {
  const { field, value, onChange, onRemove, path } = props
  if (!field.array) return <ItemForm {...props} label={field.name} />
  const items = Array.isArray(value) ? value : []
  const full = items.length >= (field.array.max ?? Number.POSITIVE_INFINITY)
  const replace = (index: number, next: Value) => onChange(items.map((item, at) => (at === index ? next : item)))
  const remove = (index: number) => onChange(items.filter((_, at) => at !== index))
  return (
    <Group name={field.name} demand={demandOf(field)} onRemove={onRemove}>
      <div className={classes.members}>
        {items.map((item, index) => (
          <ItemForm
            // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place
            key={index}
            field={field}
            label={`${field.name} ${index + 1}`}
            value={item}
            onChange={(next) => replace(index, next)}
            onRemove={items.length > (field.array?.min ?? 0) ? () => remove(index) : undefined}
            path={`${path}/${index}`}
          />
        ))}
        <div>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={12} />}
            disabled={full}
            onClick={() => onChange([...items, emptyItem(field)])}
          >
            {t('commands.addItem', { name: field.name })}
          </Button>
        </div>
      </div>
    </Group>
  )
}

function ItemForm({ field, label, value, onChange, onRemove, path }: FieldFormProps & { readonly label: string }) {
  const error = useContext(Errors).find((found) => found.path === path)?.message
  if (field.type === 'object' && field.fields) {
    return (
      <Group name={label} demand="" onRemove={onRemove} error={error}>
        <MembersForm fields={field.fields} value={isMembers(value) ? value : {}} onChange={onChange} path={path} />
      </Group>
    )
  }
  const common = {
    label: <Label field={field} text={label} />,
    error,
    'aria-label': label,
  }
  return (
    <div className={classes.line}>
      <PayloadInput field={field} value={value} onChange={onChange} common={common} />
      {onRemove && <Remove name={label} onClick={onRemove} lowered />}
    </div>
  )
}

interface GroupProps {
  readonly name: string
  readonly demand: string
  readonly onRemove?: (() => void) | undefined
  readonly error?: string | undefined
  readonly children: ReactNode
}

function Group({ name, demand, onRemove, error, children }: GroupProps) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>
        {name}
        {demand && <span className={classes.demand}>{demand}</span>}
        {onRemove && <Remove name={name} onClick={onRemove} />}
      </legend>
      {error && (
        <div role="alert" style={{ color: 'var(--state-faulted)' }}>
          {error}
        </div>
      )}
      {children}
    </fieldset>
  )
}

function Label({ field, text }: { readonly field: Field; readonly text: string }) {
  return (
    <>
      {text} <span className={classes.demand}>{demandOf({ ...field, array: undefined })}</span>
    </>
  )
}

function Remove({
  name,
  onClick,
  lowered,
}: {
  readonly name: string
  readonly onClick: () => void
  readonly lowered?: boolean
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      mt={lowered ? 24 : 0}
      aria-label={t('commands.leaveOut', { name })}
      onClick={onClick}
    >
      <IconX size={14} />
    </ActionIcon>
  )
}

const isMembers = (value: Value): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
