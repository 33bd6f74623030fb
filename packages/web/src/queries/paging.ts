/** How the API pages its lists. */
export interface ListPage<T> {
  readonly items: T[]
  readonly total: number
  readonly next: string | null
  /** A search that has come so far, and goes on with the next page; null or absent: the page is full, or the last one. */
  readonly searchedTo?: string | null
}

/** The options every paged query shares. */
export const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
}
