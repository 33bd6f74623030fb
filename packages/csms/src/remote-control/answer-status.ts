/**
 * An answer in one word. Some answer with a list, each result with a status of its own (SetVariables, ClearVariableMonitoring,
 * ClearTariffs …): only when all of them are accepted was the command. RebootRequired has taken the value, too.
 */
export function answerStatus(response: Readonly<Record<string, unknown>>): string {
  if (typeof response.status === 'string') return response.status
  const statuses = Object.values(response).filter(Array.isArray).flatMap(statusesOf)
  const accepted = statuses.filter((status) => status === 'Accepted' || status === 'RebootRequired')
  if (accepted.length === statuses.length) return 'Accepted'
  return accepted.length === 0 ? 'Rejected' : 'PartiallyAccepted'
}

const statusesOf = (results: readonly Result[]): string[] =>
  results.flatMap((result) => result.status ?? result.attributeStatus ?? [])

/** What lists hold that have no status, like the keys of GetConfiguration, count for nothing. */
interface Result {
  readonly status?: string
  readonly attributeStatus?: string
}
