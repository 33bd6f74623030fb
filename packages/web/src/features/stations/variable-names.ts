import type { Variable } from '../../api/types.ts'

export function componentText({ component }: Variable): string {
  if (!component) return ''
  const place = component.evse
    ? ` @${[component.evse.id, component.evse.connectorId].filter((part) => part !== null && part !== undefined).join('.')}`
    : ''
  return `${component.name}${component.instance ? `[${component.instance}]` : ''}${place}`
}

export function nameText({ variable, attribute }: Variable): string {
  const instance = variable.instance ? `[${variable.instance}]` : ''
  return `${variable.name}${instance}${attribute === 'Actual' ? '' : ` (${attribute})`}`
}
