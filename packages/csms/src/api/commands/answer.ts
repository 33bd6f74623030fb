/** What came of a command, as an answer or a problem. A station that says Rejected has answered. */
import { answerStatus } from '../../commands/answer-status.ts'
import type { Part } from '../../commands/joined-answer.ts'
import type { RunOutcome } from '../../commands/run-command.ts'
import { ApiError, invalid } from '../../http/problem.ts'
import { versionName } from '../../http/wire.ts'
import { messageOf } from '../../operations/order.ts'
import { withoutSecrets } from '../../secrets/secrets.ts'
import type { CommandAnswer } from './resource.ts'

export function commandAnswer(outcome: RunOutcome): { status: 200; body: CommandAnswer } {
  switch (outcome.outcome) {
    case 'answered':
      return {
        status: 200,
        body: withoutSecrets({
          status: outcome.status,
          response: outcome.response,
          ...(outcome.parts && { parts: outcome.parts.map(toPart) }),
        }),
      }
    case 'offline':
      throw new ApiError(409, 'offline')
    case 'busy':
      throw new ApiError(409, 'busy')
    case 'timeout':
      throw new ApiError(504, 'timeout')
    case 'connection-lost':
      throw new ApiError(502, 'connection-lost')
    case 'refused': {
      const { code, description, details } = withoutSecrets(outcome)
      throw new ApiError(502, 'station-error', `${code}: ${description}`, { code, description, details })
    }
    case 'invalid-response':
      throw new ApiError(502, 'station-invalid', undefined, {
        code: outcome.code,
        errors: [{ path: outcome.path, message: messageOf(outcome) }],
      })
    case 'invalid':
      throw invalid([...outcome.errors])
    case 'unsupported':
      throw new ApiError(
        501,
        'not-supported',
        `OCPP ${versionName(outcome.version)} has no ${outcome.action} for a CSMS`,
      )
    case 'unknown-command':
      throw new ApiError(501, 'not-supported', 'No OCPP version has such an action for a CSMS')
    case 'unknown-station':
      throw new ApiError(404, 'not-found', 'There is no such charging station')
  }
}

function toPart({ items, answer, own }: Part): NonNullable<CommandAnswer['parts']>[number] {
  const { outcome } = answer
  return {
    items,
    outcome,
    status: outcome === 'answered' ? answerStatus(answer.response as Record<string, unknown>) : null,
    problem: problemOf(answer),
    ...own,
  }
}

function problemOf(answer: Part['answer']): string | null {
  if (answer.outcome === 'refused') return `${answer.code}: ${answer.description}`
  return answer.outcome === 'invalid-response' ? answer.message : null
}
