/** OCPP 2.0.1 part 2, B05: SetVariables answers one status per variable and none for the whole. */
export function setVariableStatus(response: unknown): string | null {
  if (typeof response !== 'object' || response === null || !('setVariableResult' in response)) return null
  const { setVariableResult: results } = response
  const first: unknown = Array.isArray(results) ? results[0] : null
  return typeof first === 'object' && first !== null && 'attributeStatus' in first
    ? String(first.attributeStatus)
    : null
}
