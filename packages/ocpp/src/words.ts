/** A word without what stations write otherwise: letters' case, blanks, and the signs between parts (`Suspended_EV`, `energy.active`). */
export const fold = (word: string): string => word.toLowerCase().replace(/[^a-z0-9%]/g, '')

/** The word of the list that is meant, when it is written in other letters. */
export function sameWord(word: string, values: readonly string[] | ReadonlySet<string>): string | undefined {
  for (const value of values) if (value === word) return value
  const folded = fold(word)
  if (folded === '') return undefined
  for (const value of values) if (fold(value) === folded) return value
  return undefined
}

/** Stops and ends of transactions: the messages that carry money, which are never refused for their content (OCPP 1.6 §4.10). */
export function isMoney(action: string, payload: unknown): boolean {
  if (action === 'StopTransaction') return true
  if (action !== 'TransactionEvent' || typeof payload !== 'object' || payload === null) return false
  const { eventType } = payload as { eventType?: unknown }
  if (eventType === 'Updated') return false
  return eventType === 'Ended' || (typeof eventType === 'string' && fold(eventType) === 'ended')
}
