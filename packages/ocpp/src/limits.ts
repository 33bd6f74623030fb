/** What one peer may bring, at most. A session's can be changed while it is open: a stranger that is let in may bring more. */
export interface Limits {
  /** Larger frames are refused unread; four times as large closes the socket (1009). */
  readonly maxFrameBytes: number
  /** What tells of money may be larger: StopTransaction, and a TransactionEvent that ends one. One at a time in the house. */
  readonly maxTransactionFrameBytes: number
  /** Messages that may wait for the one being handled before the socket is no longer read, and their bytes. */
  readonly maxWaiting: number
  readonly maxWaitingBytes: number
  /** A message that was begun has so long to be complete, and more in proportion to what has come of it. */
  readonly messageTimeoutMs: number
  /** After so many refusals the socket is closed (1008). */
  readonly maxRefusals: number
}

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

export const defaultLimits: Limits = {
  maxFrameBytes: mebibyte,
  maxTransactionFrameBytes: 16 * mebibyte,
  maxWaiting: 1024,
  maxWaitingBytes: 256 * kibibyte,
  messageTimeoutMs: 30_000,
  maxRefusals: Number.POSITIVE_INFINITY,
}

/** For whoever has not been let in yet: enough to say who it is. */
export const strangerLimits: Limits = {
  maxFrameBytes: 16 * kibibyte,
  maxTransactionFrameBytes: 16 * kibibyte,
  maxWaiting: 4,
  maxWaitingBytes: 16 * kibibyte,
  messageTimeoutMs: 10_000,
  maxRefusals: 10,
}

/** What a WebSocket must accept so that an oversize frame can still be answered. */
export function socketLimitBytes({ maxFrameBytes, maxTransactionFrameBytes }: Limits): number {
  return Math.max(oversizeFactor * maxFrameBytes, maxTransactionFrameBytes)
}

/** Up to here an oversize frame is answered, beyond it nothing is worth an answer. */
export const oversizeFactor = 4
