import { Tooltip } from '@mantine/core'
import type { Field } from '../../api/types.ts'
import { t } from '../../texts/text.ts'
import type { Explained } from './explain.ts'
import classes from './frame-tree.module.css'

interface FrameTreeProps {
  readonly members: readonly Explained[]
  /** Show the optional members that were left out, too. */
  readonly withAbsent: boolean
}

/** A payload, every member beside what the standard asks of it. */
export function FrameTree({ members, withAbsent }: FrameTreeProps) {
  return (
    <ul className={classes.tree}>
      <Members members={members} withAbsent={withAbsent} />
    </ul>
  )
}

function Members({ members, withAbsent }: FrameTreeProps) {
  return members
    .filter((member) => member.value !== undefined || member.trouble !== null || withAbsent)
    .map((member) => <Member key={member.path} member={member} withAbsent={withAbsent} />)
}

function Member({ member, withAbsent }: { readonly member: Explained; readonly withAbsent: boolean }) {
  const { name, field, value, children, trouble } = member
  const absent = value === undefined
  return (
    <li>
      <div className={`${classes.line} ${trouble ? classes.trouble : ''} ${absent ? classes.absent : ''}`}>
        <span className={classes.name}>{name}</span>
        <span className={`${classes.value} ${typeof value === 'number' ? classes.number : ''}`}>
          {valueText(value)}
        </span>
        {trouble && <span className={classes.complaint}>{trouble}</span>}
        {field && !/^\d+$/.test(name) && <Docs field={field} />}
      </div>
      {children.length > 0 && (
        <ul>
          <Members members={children} withAbsent={withAbsent} />
        </ul>
      )}
    </li>
  )
}

function Docs({ field }: { readonly field: Field }) {
  return (
    <span className={classes.docs}>
      {field.required && <span className={classes.required}>{t('frame.required')} · </span>}
      {field.enum ? (
        <Tooltip label={field.enum.join(', ')} multiline maw={420} events={{ hover: true, focus: true, touch: true }}>
          <span className={classes.enum}>{t('frame.oneOf', { n: field.enum.length })}</span>
        </Tooltip>
      ) : (
        typeText(field)
      )}
      {field.maxLength !== undefined && ` · ${t('frame.maxLength', { n: field.maxLength })}`}
      {field.min !== undefined && ` · ≥ ${field.min}`}
      {field.max !== undefined && ` · ≤ ${field.max}`}
      {field.array && ` · ${t('frame.list', { min: field.array.min ?? 0, max: field.array.max ?? '∞' })}`}
    </span>
  )
}

const typeText = (field: Field) => (field.type === 'dateTime' ? 'date-time' : field.type)

function valueText(value: unknown): string {
  if (value === undefined) return t('frame.absent')
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value === 'object' && value !== null) return ''
  return JSON.stringify(value)
}
