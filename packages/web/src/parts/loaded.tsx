/** The states of what a page reads: on its way, failed, empty, there. */
import { Card, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ApiProblem } from '../api/client.ts'
import { Empty, type EmptyProps, Failed, Loading } from './faces.tsx'

/** What these faces need to know of a query. */
export interface Reading<T> {
  readonly status: 'pending' | 'error' | 'success'
  readonly data: T | undefined
  readonly error: unknown
  refetch(): unknown
}

export interface LoadingSize {
  readonly rows?: number
  readonly height?: number
}

interface LoadedProps<T> {
  readonly query: Reading<readonly T[] | { readonly items: readonly T[] }>
  /** What holds the place meanwhile. */
  readonly loading?: LoadingSize
  /** A line for what has a card already, or a card of its own. Without it a list without items is shown as one. */
  readonly empty?: string | EmptyProps
  children(items: readonly T[]): ReactNode
}

/** A list. One that could not be read again stays, with the reason below it. */
export function Loaded<T>({ query, loading, empty, children }: LoadedProps<T>) {
  const { data, status, error } = query
  const failed = status === 'error' && <Failed error={error} onRetry={() => void query.refetch()} />
  if (data === undefined) return failed || <Loading {...loading} />
  const items = 'items' in data ? data.items : data
  if (items.length === 0 && failed) return failed
  if (items.length === 0 && empty !== undefined) return <None empty={empty} />
  return (
    <>
      {children(items)}
      {failed}
    </>
  )
}

function None({ empty }: { readonly empty: string | EmptyProps }) {
  if (typeof empty === 'string') return <Text c="dimmed">{empty}</Text>
  return (
    <Card>
      <Empty {...empty} />
    </Card>
  )
}

interface NotYetProps {
  readonly query: Omit<Reading<unknown>, 'data'>
  /** When there is none of that id. */
  readonly missing: string
}

/** In place of the one thing a page is about, until it is there. */
export function NotYet({ query, missing }: NotYetProps) {
  const { status, error } = query
  if (status !== 'error') return <Loading rows={8} height={40} />
  // 422: nothing can have such an id.
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 422)) return <Empty title={missing} />
  return <Failed error={error} onRetry={() => void query.refetch()} />
}
