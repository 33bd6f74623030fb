/** What became of a command, told apart as exactly as the server can. */
import { ApiProblem, Unreachable } from '../../api/client.ts'
import type { CommandAnswer } from '../../api/types.ts'
import type { Tone } from '../../parts/tones.ts'
import { t, wordFor } from '../../texts/text.ts'

export interface FieldError {
  /** JSON pointer into the payload. */
  readonly path: string
  readonly message: string
}

export type Outcome =
  | {
      readonly kind: 'answered'
      readonly status: string
      readonly response: unknown
      /** What became of each part, when there was more than the station takes at once. */
      readonly parts: CommandAnswer['parts']
    }
  | { readonly kind: 'offline' | 'timeout' | 'lost' | 'unsupported' | 'failed'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string; readonly errors: readonly FieldError[] }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }

export const answered = ({ status, response, parts }: CommandAnswer): Outcome => ({
  kind: 'answered',
  status,
  response,
  parts,
})

export function outcomeOfFailure(error: unknown): Outcome {
  if (error instanceof Unreachable) return { kind: 'failed', detail: t('failed.unreachable') }
  if (!(error instanceof ApiProblem)) return { kind: 'failed', detail: String(error) }
  const { status, problem } = error
  const detail = problem.detail ?? problem.title
  switch (status) {
    case 409:
      return { kind: 'offline', detail }
    case 422:
      return { kind: 'invalid', detail, errors: problem.errors ?? [] }
    case 501:
      return { kind: 'unsupported', detail }
    case 502:
      if (problem.type === 'urn:busbar:problem:connection-lost') return { kind: 'lost', detail }
      return { kind: 'refused', code: problem.code ?? problem.title, detail: problem.description ?? detail }
    case 504:
      return { kind: 'timeout', detail }
    default:
      return { kind: 'failed', detail }
  }
}

const good = /^(Accepted|Unlocked|Scheduled|Ok|RebootRequired|AcceptedCanceled)$/

export function outcomeTone(outcome: Outcome): Tone {
  if (outcome.kind === 'answered') return good.test(outcome.status) ? 'available' : 'warning'
  // A station that resets may go before it answers: not known is not failed.
  return ['invalid', 'unsupported', 'lost'].includes(outcome.kind) ? 'warning' : 'faulted'
}

/** The short word: the station's own status where it gave one. */
export function outcomeWord(outcome: Outcome): string {
  if (outcome.kind === 'answered') return outcome.status
  if (outcome.kind === 'refused') return outcome.code
  return t(`outcome.${outcome.kind}`)
}

export const outcomeDetail = (outcome: Outcome): string | null =>
  outcome.kind === 'answered'
    ? (outcome.parts && partsText(outcome.parts)) || null
    : outcome.kind === 'invalid'
      ? [outcome.detail, ...outcome.errors.map((e) => `${e.path || '/'}: ${e.message}`)].join(' – ')
      : outcome.detail

/** Whether all parts came through is what one wants to know; which one did not, when not. */
function partsText(parts: NonNullable<CommandAnswer['parts']>): string {
  const words = parts.map(({ outcome, status, problem }) => problem ?? status ?? wordFor('messageOutcome', outcome))
  return t('outcome.parts', { n: parts.length, words: [...new Set(words)].join(', ') })
}
