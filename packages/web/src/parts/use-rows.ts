/** Pages of a list as one long row of rows: fetches what comes on screen, and tells how many there are in all. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ListPage } from '../queries/paging.ts'
import type { Reading } from './loaded.tsx'

/** It has failed when not even the first page came; a later one that did not is trouble. */
export interface Rows<T> extends Reading<readonly T[]> {
  readonly count: number
  rowAt(index: number): T | undefined
  onRange(first: number, last: number): void
  /** The next page did not come. */
  readonly trouble: { readonly error: unknown; retry(): void } | null
  readonly range: readonly [first: number, last: number]
  /** More is being searched for, and so far it was searched to here; null: it is not. */
  readonly searchedTo: string | null
}

export function useRows<T>(query: UseInfiniteQueryResult<InfiniteData<ListPage<T>>>): Rows<T> {
  const [range, setRange] = useState<readonly [number, number]>([0, 0])
  const { data, status, hasNextPage, isFetchingNextPage, isError, error, fetchNextPage, refetch } = query
  const loaded = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const lastPage = data?.pages.at(-1)
  const count = hasNextPage && !isError ? Math.max(lastPage?.total ?? 0, loaded.length) : loaded.length
  const wanted = range[1] + 1 >= loaded.length
  useEffect(() => {
    if (wanted && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [wanted, hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  const rowAt = useCallback((index: number) => loaded[index], [loaded])
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), [])
  const trouble = isError ? { error, retry: () => void fetchNextPage() } : null
  const searchedTo = (hasNextPage && !isError && lastPage?.searchedTo) || null
  const known = { status: count > 0 ? 'success' : status, data: data && loaded, error, refetch } as const
  return { ...known, count, rowAt, onRange, range, trouble, searchedTo }
}
