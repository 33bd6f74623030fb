import type { ReactNode } from 'react'
import { nothing } from '../format/quantities.ts'
import classes from './key-values.module.css'

export type KeyValue = readonly [label: string, value: ReactNode]

export function KeyValues({ items }: { readonly items: readonly KeyValue[] }) {
  return (
    <dl className={classes.list}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === null || value === undefined || value === '' ? nothing : value}</dd>
        </div>
      ))}
    </dl>
  )
}
