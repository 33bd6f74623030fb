import { Text } from '@mantine/core'
import { timeText } from '../format/times.ts'
import { t } from '../texts/text.ts'
import { DataTable, type DataTableProps } from './data-table.tsx'
import type { EmptyProps } from './faces.tsx'
import { Loaded, type LoadingSize } from './loaded.tsx'
import type { Rows } from './use-rows.ts'

interface PagedTableProps<T> extends Omit<DataTableProps<T>, 'count' | 'rowAt' | 'onRange' | 'trouble'> {
  readonly rows: Rows<T>
  readonly loading: LoadingSize
  readonly empty: EmptyProps
}

/** A table of a list that comes in pages, with all of its states. */
export function PagedTable<T>({ rows, loading, empty, ...table }: PagedTableProps<T>) {
  const { count, rowAt, onRange, trouble, searchedTo } = rows
  if (searchedTo !== null && count === 0) return <Searching to={searchedTo} />
  return (
    <>
      <Loaded query={rows} loading={loading} empty={empty}>
        {() => <DataTable {...table} count={count} rowAt={rowAt} onRange={onRange} trouble={trouble} />}
      </Loaded>
      {searchedTo !== null && <Searching to={searchedTo} />}
    </>
  )
}

/** It goes on by itself while its end is on screen. */
function Searching({ to }: { readonly to: string }) {
  const place = /^\d{4}-\d\d-\d\dT/.test(to) ? timeText(to, 'date') : to
  return (
    <Text role="status" c="dimmed" fz="sm">
      {t('searchedTo', { place })}
    </Text>
  )
}
