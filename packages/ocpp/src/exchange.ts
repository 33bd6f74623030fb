/** What two ends exchange, whatever carries it. */
import type { ErrorCode } from './errors.ts'
import type { Thinned } from './thin-transaction.ts'
import type { Deviation, Tolerance } from './tolerance.ts'

/** A CALL or SEND of the peer, checked against the version's schema. */
export interface IncomingCall {
  readonly action: string
  readonly payload: unknown
  readonly messageId: string
  /** The frame as received; of one that was thinned what is left of it. */
  readonly text: string
  /** Of the text, in hexadecimal digits; reckoned when it is asked for, once: of a megabyte it takes as long as all else. */
  readonly sha256: string
  /** Of a huge one: how much there was, and how much of it is here. */
  readonly thinned?: Thinned | undefined
  readonly receivedAt: Date
  /** What was forgiven. */
  readonly deviations: readonly Deviation[]
  /** What stands in `text` and not in the schema: free strings, and words that name secrets. null: look at all of it. */
  readonly texts: readonly string[] | null
  /** The CALLRESULT that this response will be, to the letter; it is not written twice. */
  textOf(response: unknown): string
  /** A SEND: whatever the handler returns, nothing is answered. */
  readonly send: boolean
  /** Runs a task once the response is written, when the peer may be called without waiting on itself. Not after an error. */
  after(task: () => void | Promise<void>): void
}

/** An exchange that did not reach the handler, for a message log. */
export interface FrameRecord {
  direction: 'in' | 'out'
  text: string
  /** Of the whole frame, of which `text` may be the beginning. */
  bytes: number
  at: Date
  action?: string
  messageId?: string
  /** `code` as the session's version spells it; `tolerable`: what would let it through, all together. */
  problem?: { code: ErrorCode; message: string; path?: string; tolerable?: readonly Tolerance[] }
  /** The error frame we sent. */
  answer?: string
}

/** How a CALL of ours ended. Everything the peer or the network can do is a value; only our own mistakes are thrown. */
export type CallOutcome =
  | { outcome: 'answered'; response: unknown; deviations: readonly Deviation[]; sent: string; received: string }
  /** A CALLERROR came. */
  | { outcome: 'refused'; code: string; description: string; details: unknown; sent: string; received: string }
  /** The answer breaks the schema, or is no frame at all: then the path is empty. */
  | {
      outcome: 'invalid-response'
      code: string
      path: string
      message: string
      /** What would have let it through, all together. */
      tolerable: readonly Tolerance[]
      sent: string
      received: string
    }
  | { outcome: 'timeout'; sent: string }
  /** The socket closed, before the message left when `sent` is missing. */
  | { outcome: 'closed'; sent?: string }
  /** Too many calls wait already, or those before it took too long; nothing was sent. */
  | { outcome: 'busy' }
