/** How the API pages its lists. */
export interface ListPage<T> {
  readonly items: T[]
  readonly total: number
  readonly next: string | null
}

/** The options every paged query shares. */
export const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
}
