import { type Condition, type NotAsSeen, unseen } from '../audit/condition.ts'
import { ApiError } from './problem.ts'

export function readCondition(headers: {
  'if-match'?: string | undefined
  'if-none-match'?: string | undefined
}): Condition {
  const ifMatch = headers['if-match']
  return {
    ifMatch: ifMatch === undefined ? null : ifMatch.trim() === '*' ? 'any' : revisions(ifMatch),
    ifNew: headers['if-none-match']?.trim() === '*',
  }
}

/** An entity tag of ours is a revision in quotes; one that is not never matches. */
const revisions = (tags: string): number[] =>
  tags.split(',').map((tag) => Number(/^\s*"(\d{1,9})"\s*$/.exec(tag)?.[1] ?? Number.NaN))

export const entityTag = (revision: number): string => `"${revision}"`

/** Throws 412 when the thing, at `revision` (null: there is none), is not what the caller has seen. RFC 9110 §13.1. */
export function checkCondition(condition: Condition, revision: number | null): void {
  const problem = unseen(condition, revision)
  if (problem) throw changedMeanwhile(condition, problem)
}

export function changedMeanwhile({ ifNew }: Condition, { revision }: NotAsSeen): ApiError {
  if (revision === null) return new ApiError(412, 'changed', 'It does not exist')
  return new ApiError(412, 'changed', ifNew ? 'It exists already' : `It is at revision ${revision} now`)
}
