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
  const { count, rowAt, onRange, trouble } = rows
  return (
    <Loaded query={rows} loading={loading} empty={empty}>
      {() => <DataTable {...table} count={count} rowAt={rowAt} onRange={onRange} trouble={trouble} />}
    </Loaded>
  )
}
