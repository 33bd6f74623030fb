/**
 * An answer in one word. Some answer with a list, each result with a status of its own (SetVariables, ClearVariableMonitoring,
 * ClearTariffs …): only when all of them are accepted was the command. RebootRequired has taken the value, too.
 */
export function answerStatus(response: Readonly<Record<string, unknown>>): string {
  if (typeof response.status === 'string') return response.status
  if (hasNoLocalLists(response)) return 'NotSupported'
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

/** OCPP 1.6 §5.10: a list version of -1 says that the station has no local lists; 0, that its list is empty. 2.x stations say it, too. */
const hasNoLocalLists = ({ listVersion, versionNumber }: Readonly<Record<string, unknown>>): boolean =>
  [listVersion, versionNumber].some((version) => typeof version === 'number' && version < 0)
