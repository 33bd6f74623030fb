/** Which of the messages that wait is taken up next. */
import { peekAction } from './frames.ts'
import type { Arrival } from './incoming.ts'

/** More than this many wait only for somebody who sends faster than it is served. */
const flood = 8

/** What money depends on. */
const urgent = new Set(['StartTransaction', 'StopTransaction', 'TransactionEvent'])

/** What may be heard later than what came after it: it carries its own time, and changes nothing that decides on a transaction. */
const patient = new Set(['MeterValues', 'Heartbeat', 'NotifyEvent', 'NotifyReport', 'SecurityEventNotification'])

/**
 * In order of arrival; but while a station floods, a transaction message passes what only measures and reports before it, back to the
 * first message that may not be passed. The order of transaction messages among themselves stays.
 */
export function takeNext(waiting: Arrival[]): Arrival | undefined {
  if (waiting.length > flood) {
    const at = waiting.findIndex((arrival) => !isPatient(arrival))
    if (at > 0 && urgent.has(actionOf(waiting[at] as Arrival) ?? '')) return waiting.splice(at, 1)[0]
  }
  return waiting.shift()
}

const isPatient = (arrival: Arrival): boolean => arrival.frame === null && patient.has(actionOf(arrival) ?? '')

const actionOf = ({ text }: Arrival): string | undefined => peekAction(text)
