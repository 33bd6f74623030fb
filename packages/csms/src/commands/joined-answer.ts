/** A command that went out in parts, as one answer. Pure. */
import type { StationAnswer } from '../stations/call-station.ts'
import { answerStatus } from './answer-status.ts'

/** What became of one part. `not-sent`: one before it did not come through, so it was kept back. */
export interface Part {
  readonly items: number
  readonly answer: StationAnswer | { readonly outcome: 'not-sent' }
  /** What this part had that the command had not: its own request id, its list version. */
  readonly own: Readonly<Record<string, unknown>>
}

export interface JoinedAnswer {
  readonly outcome: 'answered'
  readonly status: string
  readonly response: Record<string, unknown>
  readonly parts: readonly Part[]
}

/** Unanswered as a whole, it is what its first part was. */
export function joined(parts: readonly Part[]): JoinedAnswer | Exclude<StationAnswer, { outcome: 'answered' }> {
  const responses = parts.flatMap(({ answer }) =>
    answer.outcome === 'answered' ? [answer.response as Record<string, unknown>] : [],
  )
  const first = parts[0] as Part
  if (responses.length === 0) {
    // What none of them answered was sent at least once, so the first has an outcome of the wire.
    return first.answer as Exclude<StationAnswer, { outcome: 'answered' }>
  }
  const isWhole = responses.length === parts.length
  return { outcome: 'answered', status: statusOf(responses, isWhole), response: responseOf(responses), parts }
}

/** Results one after the other, in the order they were asked for; of what is no list, the last word. */
function responseOf(responses: readonly Record<string, unknown>[]): Record<string, unknown> {
  const whole: Record<string, unknown> = {}
  for (const response of responses) {
    for (const [name, value] of Object.entries(response)) {
      const before = whole[name]
      whole[name] = Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value
    }
  }
  return whole
}

/** A report that finds nothing for one part of what was asked has not failed. */
const neutral: ReadonlySet<string> = new Set(['EmptyResultSet'])

function statusOf(responses: readonly Record<string, unknown>[], isWhole: boolean): string {
  const statuses = responses.map(answerStatus)
  const telling = statuses.filter((status) => !neutral.has(status))
  const [only = statuses[0] as string, ...others] = new Set(telling)
  if (isWhole && others.length === 0) return only
  if (telling.some((status) => status === 'Accepted' || status === 'PartiallyAccepted')) return 'PartiallyAccepted'
  return isWhole ? only : 'PartiallyAnswered'
}
