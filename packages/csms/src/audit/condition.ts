/** Has whoever writes seen what is there? RFC 9110 §13.1. Pure. */

/** `If-Match` and `If-None-Match: *`, read. */
export interface Condition {
  /** The revisions the caller would overwrite; null: any. */
  readonly ifMatch: readonly number[] | 'any' | null
  /** Create, or fail. */
  readonly ifNew: boolean
}

/** It is not as whoever writes has seen it. */
export interface NotAsSeen {
  readonly outcome: 'not-as-seen'
  /** As it is; null: there is none. */
  readonly revision: number | null
}

/** null: go on. */
export function unseen(condition: Condition, revision: number | null): NotAsSeen | null {
  const { ifMatch, ifNew } = condition
  const asSeen =
    revision === null ? ifMatch === null : !ifNew && (!Array.isArray(ifMatch) || ifMatch.includes(revision))
  return asSeen ? null : { outcome: 'not-as-seen', revision }
}
