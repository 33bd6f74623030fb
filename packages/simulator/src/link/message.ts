/** What goes over the link. */
import type { CallOutcome } from '@busbar/ocpp/exchange'
import type * as v201 from '@busbar/ocpp/v201'

/** What goes out as a CALL. */
export interface Message {
  action: string
  payload: object
}

/** Why a message did not reach the CSMS, or what it answered. */
export type SendOutcome = CallOutcome | { outcome: 'offline' } | { outcome: 'unsendable'; reason: string }

/** The way to the CSMS. */
export interface Sender {
  /** Connected and accepted: what happens can be told at once. */
  readonly online: boolean
  /** What needs no queue; away from the CSMS it is lost. */
  send(message: Message): Promise<SendOutcome>
}

/** Runs once the answer is on its way. */
export type After = (task: () => void | Promise<void>) => void

/** Of an answer of 2.x. A reason code has 20 characters. */
export function statusInfo(reasonCode: string, additionalInfo?: string): { statusInfo: v201.StatusInfoType } {
  return {
    statusInfo: {
      reasonCode: reasonCode.slice(0, 20),
      ...(additionalInfo !== undefined && { additionalInfo: additionalInfo.slice(0, 512) }),
    },
  }
}
