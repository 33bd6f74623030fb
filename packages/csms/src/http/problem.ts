/** Every way the API says no. */
import type { Problem } from './problem-resource.ts'

/** Answered as RFC 9457 problem details; `type` is `urn:busbar:problem:<kind>`. docs/api.md lists the kinds. */
export class ApiError extends Error {
  readonly status: number
  readonly kind: ProblemKind
  readonly more: Partial<Problem>

  constructor(status: number, kind: ProblemKind, detail?: string, more: Partial<Problem> = {}) {
    super(detail ?? titles[kind])
    this.status = status
    this.kind = kind
    this.more = detail === undefined ? more : { detail, ...more }
  }
}

const titles = {
  malformed: 'The request cannot be read',
  unauthorized: 'A valid API token is needed',
  forbidden: 'This token does not act for that organisation',
  'not-allowed': 'This token may not do that',
  'not-found': 'There is no such thing',
  conflict: 'That does not fit with what is there',
  changed: 'It has changed meanwhile',
  'too-large': 'The request is too large',
  'media-type': 'Send JSON, and say so in content-type',
  invalid: 'The request is not valid',
  offline: 'The charging station is offline',
  'too-many': 'More than are allowed at once',
  busy: 'Too many calls are waiting for the charging station',
  doubtful: 'It was not sent, because it would probably come to nothing; send it with `anyway` to try',
  'not-supported': "The charging station's OCPP version has no such action",
  'station-error': 'The charging station answered with an error',
  'station-invalid': 'The charging station answered with something invalid',
  timeout: 'The charging station did not answer in time',
  'connection-lost':
    'The connection was lost before the charging station answered; whether it did what was asked is seen when it is back',
  unavailable: 'The database does not answer',
  internal: 'Something went wrong here',
} as const
export type ProblemKind = keyof typeof titles

export function problemOf(error: ApiError, instance: string): Problem {
  return {
    type: `urn:busbar:problem:${error.kind}`,
    title: titles[error.kind],
    status: error.status,
    instance,
    ...error.more,
  }
}

export const notFound = (what: string): ApiError => new ApiError(404, 'not-found', `There is no ${what}`)

export const conflict = (detail: string): ApiError => new ApiError(409, 'conflict', detail)

export const invalid = (errors: { path: string; message: string }[], detail?: string): ApiError =>
  new ApiError(422, 'invalid', detail ?? errors.map((e) => `${e.path || 'body'}: ${e.message}`).join('; '), { errors })
