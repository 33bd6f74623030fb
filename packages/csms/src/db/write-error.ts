/** What a failed batch means for the messages in it. */
import { OcppError } from '@busbar/ocpp/errors'

/** The database would not have these rows, whatever is tried. */
export class WritesRefused extends OcppError {
  constructor(cause: unknown) {
    if (isOutOfRange(cause)) super('PropertyConstraintViolation', 'a value is out of any range we can store')
    else super('InternalError', 'this message could not be stored')
    this.cause = cause
  }
}

/** SQLSTATE class 22, data exception, or a number that does not fit its column's binary form: the sender's doing, not ours. */
const isOutOfRange = (error: unknown): boolean =>
  (error instanceof Unsendable && error.cause instanceof RangeError) || isDataException(error)

/** Rows that do not fit their columns, found before the database saw them. */
export class Unsendable extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** What a query was asked with is no value of its column. */
export function isDataException(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && code.length === 5 && code.startsWith('22')
}

/** Not durable in time. The rows stay queued and are committed later; the station resends, and is recognised. */
export class StillWaiting extends OcppError {
  constructor() {
    super('InternalError', 'the message could not be stored in time; please send it again')
  }
}

/** The database does not have what it had confirmed: a standby that lagged behind took over, or a backup was restored. */
export class BatchesLost extends Error {
  constructor(confirmed: number, stored: number | null) {
    super(`the database has lost batches it had confirmed: ${stored ?? 'none'} of ${confirmed} are there`)
  }
}

export type Verdict =
  /** The count of batches does not fit: this one is in the database already, or others are not any more. */
  | 'miscounted'
  /** The database is away or cannot write now; the same batch again, later. */
  | 'away'
  /** A row of it is at fault. */
  | 'refused'

/** SQLSTATE classes that say nothing about the rows: connection, resources, operator, system, rollbacks, authorisation. */
const passing = new Set(['08', '25', '28', '3D', '40', '53', '55', '57', '58'])

/** Of our own statement, when the row that counts is gone; no rows of ours divide. */
const divisionByZero = '22012'

export function verdictOn(error: unknown): Verdict {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  if (error instanceof Unsendable) return 'refused'
  if (constraint === 'group_commit_follows' || code === divisionByZero) return 'miscounted'
  // Without a SQLSTATE the database did not say anything: the socket did. EPIPE is none, no class begins with an E.
  if (typeof code !== 'string' || !/^(?!E)[0-9A-Z]{5}$/.test(code)) return 'away'
  return passing.has(code.slice(0, 2)) ? 'away' : 'refused'
}

/** SQLSTATE 23505, unique_violation. */
export const isThere = (error: unknown): boolean => (error as { code?: unknown }).code === '23505'

/** SQLSTATE 53100, disk_full. */
export const isNoRoom = (error: unknown): boolean => (error as { code?: unknown }).code === '53100'

/** Did a query fail because there was nobody to answer it? The same query may succeed later. */
export function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string') return awayCodes.test(code)
  // What the driver says when it loses a connection has no code.
  return (
    typeof message === 'string' &&
    /^Connection terminated|^timeout (expired|exceeded)|^Query read timeout|not queryable$/.test(message)
  )
}

const awayCodes =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|08...|53...|57P..)$/
