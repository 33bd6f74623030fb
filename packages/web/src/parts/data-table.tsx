// biome-ignore-all lint/a11y/useSemanticElements: elements of a table cannot be placed by a transform and stay a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the roles are those of a table, not of a grid; links and buttons have the focus
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: on a phone it has no role and then none of these, either
// biome-ignore-all lint/a11y/noStaticElementInteractions: arrow keys are a shortcut between links that Tab reaches, too
import { Skeleton, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { forwardRef, type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { t } from '../texts/text.ts'
import classes from './data-table.module.css'
import { Failed } from './faces.tsx'
import type { Rows } from './use-rows.ts'

export interface Column<T> {
  readonly key: string
  readonly header: string
  /** A grid track: `8rem`, `minmax(10rem, 2fr)`. */
  readonly width: string
  readonly end?: boolean
  /** Only for those who hear the table. */
  readonly hideHeader?: boolean
  /** The server's word for sorting by this column. */
  readonly sort?: string
  /** Left out on screens narrower than this, in em. */
  readonly fromEm?: number
  cell(row: T): ReactNode
}

export interface Sort {
  readonly by: string
  readonly descending: boolean
}

export interface DataTableProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  /** Rows there are in all, the ones not fetched yet included. */
  readonly count: number
  /** undefined: not here yet. */
  rowAt(index: number): T | undefined
  keyOf(row: T): string | number
  /** On a phone, in place of the columns. */
  card(row: T): ReactNode
  readonly sort?: Sort
  onSort?(sort: Sort): void
  /** The rows on screen; fetch what is missing. */
  onRange?(first: number, last: number): void
  /** Why the rest is not there. */
  readonly trouble?: Rows<T>['trouble']
  readonly rowHeight?: number
  readonly cardHeight?: number
}

/** A table of any length: only the rows on screen exist. Cards on a phone. Arrow keys go from row to row. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, count, rowAt, keyOf, card, sort, onSort, onRange, trouble, rowHeight = 40, cardHeight = 88 } = props
  const phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const width = useViewportEm()
  const columns = props.columns.filter((column) => (column.fromEm ?? 0) <= width)
  const body = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    const top = body.current ? body.current.getBoundingClientRect().top + window.scrollY : 0
    if (Math.abs(top - scrollMargin) > 1) setScrollMargin(top)
  })
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => (phone ? cardHeight : rowHeight),
    overscan: 12,
    scrollMargin,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: cards and rows have different heights
  useEffect(() => virtual.measure(), [phone, virtual])
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onRange?.(first, last), [onRange, first, last])

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')
    if (step === 0 || !row || (event.target as HTMLElement).closest('input, textarea, select')) return
    const link = body.current?.querySelector<HTMLElement>(
      `[data-index="${Number(row.dataset.index) + step}"] a, [data-index="${Number(row.dataset.index) + step}"] button`,
    )
    if (!link) return
    event.preventDefault()
    link.focus({ preventScroll: true })
    virtual.scrollToIndex(Number(row.dataset.index) + step, { align: 'auto' })
  }

  return (
    <div
      className={classes.table}
      role={phone ? undefined : 'table'}
      aria-label={phone ? undefined : label}
      aria-rowcount={phone ? undefined : count + 1}
      style={{ '--columns': columns.map((column) => column.width).join(' ') }}
      onKeyDown={onKeyDown}
    >
      {!phone && (
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row}>
            {columns.map((column) => (
              <Header key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
      )}
      <div
        ref={body}
        role={phone ? 'list' : 'rowgroup'}
        aria-label={phone ? label : undefined}
        className={classes.body}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const row = rowAt(item.index)
          const style = { transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }
          const key = row === undefined ? `at ${item.index}` : keyOf(row)
          return phone ? (
            <div
              key={key}
              role="listitem"
              ref={virtual.measureElement}
              data-index={item.index}
              className={classes.card}
              style={style}
            >
              {row === undefined ? <Skeleton height={cardHeight - 32} aria-label={t('loading')} /> : card(row)}
            </div>
          ) : (
            <div
              key={key}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              className={classes.row}
              style={{ ...style, height: rowHeight }}
            >
              {columns.map((column) => (
                <div key={column.key} role="cell" className={`${classes.cell} ${column.end ? classes.end : ''}`}>
                  {row === undefined ? (
                    <Skeleton height={12} width="70%" aria-label={t('loading')} />
                  ) : (
                    column.cell(row)
                  )}
                </div>
              ))}
            </div>
          )
        })}
      </div>
      {trouble && <Failed error={trouble.error} onRetry={trouble.retry} />}
    </div>
  )
}

interface HeaderProps<T> {
  readonly column: Column<T>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
}

function Header<T>({ column, sort, onSort }: HeaderProps<T>) {
  const { sort: by } = column
  const sorted = by !== undefined && sort?.by === by
  const Icon = sorted ? (sort.descending ? IconArrowDown : IconArrowUp) : IconSelector
  return (
    <div
      role="columnheader"
      className={`${classes.header} ${column.end ? classes.end : ''}`}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      {by && onSort ? (
        <button
          type="button"
          className={`${classes.sort} ${sorted ? classes.sorted : ''}`}
          onClick={() => onSort({ by, descending: sorted && !sort.descending })}
        >
          {column.header}
          <Icon size={13} aria-hidden />
        </button>
      ) : (
        <HeaderText hidden={column.hideHeader}>{column.header}</HeaderText>
      )}
    </div>
  )
}

function HeaderText({ hidden, children }: { readonly hidden: boolean | undefined; readonly children: string }) {
  return hidden ? <VisuallyHidden>{children}</VisuallyHidden> : children
}

/** The link of a row; the whole row is its target. */
export const RowLink = createLink(
  forwardRef<HTMLAnchorElement, React.AnchorHTMLAttributes<HTMLAnchorElement>>(function Link(
    { children, ...rest },
    ref,
  ) {
    return (
      <a ref={ref} {...rest} className={classes.link}>
        {children}
      </a>
    )
  }),
)

/** A row that opens something on the same page. */
export function RowButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className={`${classes.sort} ${classes.link}`} onClick={onClick}>
      {children}
    </button>
  )
}

/** A control inside a row whose link covers everything. */
export function AboveRow({ children }: { readonly children: ReactNode }) {
  return <span className={classes.above}>{children}</span>
}

function useViewportEm(): number {
  const [em, setEm] = useState(() => window.innerWidth / 16)
  useEffect(() => {
    const onResize = () => setEm(window.innerWidth / 16)
    window.addEventListener('resize', onResize)
    return () => window.removeEventListener('resize', onResize)
  }, [])
  return em
}
