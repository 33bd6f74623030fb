import type { Condition, NotAsSeen } from '../audit/condition.ts'
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

/** 412, RFC 9110 §13.1. */
export function changedMeanwhile({ ifNew }: Condition, { revision }: NotAsSeen): ApiError {
  if (revision === null) return new ApiError(412, 'changed', 'It does not exist')
  return new ApiError(412, 'changed', ifNew ? 'It exists already' : `It is at revision ${revision} now`)
}
