/**
 * What is to be done about an operation. The station's own word stands beside it: `Accepted` is what it said, `waiting` that more is to come.
 * Pure.
 */
import type { Row } from '../db/writes.ts'
import type { StationAnswer } from '../stations/call-station.ts'

export type JobState =
  /** Nobody is at it: the station was not there, or did not answer, and is asked again. */
  | { readonly state: 'queued'; readonly nextTryAt: Date }
  /** It is on its way to the station. Should the node end meanwhile, its next word is due by then all the same. */
  | { readonly state: 'sending'; readonly dueAt: Date | null; readonly lease: Lease | null }
  /** The station has it, and its next word is to be here by then. */
  | { readonly state: 'waiting'; readonly dueAt: Date }
  | { readonly state: 'done' }
  | { readonly state: 'failed' }
  /** The promised word did not come. */
  | { readonly state: 'overdue' }
  /** Given up by us; the station need not know. */
  | { readonly state: 'cancelled' }

export interface Lease {
  readonly holder: string
  readonly until: Date
}

export type JobStateName = JobState['state']

/** There is something to come still. */
export const underWay: readonly JobStateName[] = ['queued', 'sending', 'waiting']
export const over: readonly JobStateName[] = ['done', 'failed', 'overdue', 'cancelled']

export const isUnderWay = ({ state }: { readonly state: JobStateName }): boolean => underWay.includes(state)

const firstPauseMs = 15_000
const longestPauseMs = 10 * 60_000

/** When it is tried again after so many attempts; null: there is no time left for it. */
export function nextTryAt(attempts: number, at: Date, tryUntil: Date | null): Date | null {
  if (tryUntil === null) return null
  const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(attempts - 1, 20), longestPauseMs)
  const next = new Date(at.getTime() + pauseMs)
  return next <= tryUntil ? next : null
}

interface Tried {
  readonly attempts: number
  readonly tryUntil: Date | null
  /** By when its next word is due, after this answer. */
  readonly dueAt: Date | null
}

/** What came of sending it. Who says no is not asked again; who was not reached is, while there is time. */
export function afterAnswer(
  answer: Pick<StationAnswer<object>, 'outcome'>,
  status: string,
  at: Date,
  of: Tried,
): JobState {
  if (answer.outcome === 'answered' || answer.outcome === 'refused') return afterWord(status, of.dueAt)
  // A reset that takes the connection along has reached it.
  if (of.dueAt !== null) return { state: 'waiting', dueAt: of.dueAt }
  const next = nextTryAt(of.attempts, at, of.tryUntil)
  return next === null ? { state: 'failed' } : { state: 'queued', nextTryAt: next }
}

/** The station has spoken. */
export function afterWord(status: string, dueAt: Date | null): JobState {
  if (dueAt !== null) return { state: 'waiting', dueAt }
  // L01.FR.24, N01.FR.12: for a newer one.
  if (status === 'AcceptedCanceled') return { state: 'cancelled' }
  return { state: saysNo.test(status) ? 'failed' : 'done' }
}

/** In the words of every version: Rejected, UploadFailed, InstallVerificationFailed, InvalidSignature, PermissionDenied … */
const saysNo = /Fail|Invalid|Denied|NotSupported|Rejected|BadMessage|Refused|Incomplete/

/** As its row keeps it. */
export const jobColumns = (job: JobState) =>
  ({
    state: job.state,
    due_at: 'dueAt' in job ? job.dueAt : null,
    next_try_at: 'nextTryAt' in job ? job.nextTryAt : null,
    lease_holder: 'lease' in job ? (job.lease?.holder ?? null) : null,
    lease_until: 'lease' in job ? (job.lease?.until ?? null) : null,
  }) satisfies Partial<Row<'operation'>>
