import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Quantity } from '../format/quantities.ts'
import classes from './figure.module.css'

interface FigureProps {
  readonly label: string
  /** undefined: still on its way. */
  readonly quantity: Quantity | undefined
  readonly note?: ReactNode
  readonly small?: boolean
}

/** One number worth looking at. */
export function Figure({ label, quantity, note, small }: FigureProps) {
  return (
    <div className={classes.figure}>
      <div className={classes.label}>{label}</div>
      {quantity ? (
        <div className={`${classes.number} ${small ? classes.small : ''}`}>
          {quantity.value}
          {quantity.unit && <span className={classes.unit}>{quantity.unit}</span>}
        </div>
      ) : (
        <Skeleton height={26} width="60%" my={3} />
      )}
      {note && <div className={classes.note}>{note}</div>}
    </div>
  )
}
