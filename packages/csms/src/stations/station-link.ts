/**
 * How a station is reached, whatever carries it: what the rooms need of a connection, and no more. The WebSocket session of `@busbar/ocpp` is one;
 * `connections/` puts it into the live state.
 */
import type { CallOutcome } from '@busbar/ocpp/exchange'
import type { Limits } from '@busbar/ocpp/limits'
import type { Tolerance } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'

export interface StationLink {
  readonly version: Version
  /** Can a CALL leave? */
  readonly open: boolean
  /** What is forgiven from the next message on. */
  tolerate: readonly Tolerance[]
  /** What the station may bring from the next message on. */
  limits: Limits
  /** Sends a CALL and waits for what becomes of it; for `callStation`. The payload was checked where the command was made, and leaves as it is. */
  call(
    action: string,
    payload: object,
    options: { readonly messageId: string; readonly timeoutMs: number; readonly validate: false },
  ): Promise<CallOutcome>
  /** Takes up no further message for so long; 0 goes on at once. */
  slowDown(ms: number): void
  /** Asks for a sign of life, and says whether one came in time. */
  answersPing(withinMs: number): Promise<boolean>
  /** Ends it, with a code of RFC 6455 §7.4.1. What came before that is handled. */
  close(code: number, reason: string): void
}
