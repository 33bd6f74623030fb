/** The configuration keys of 1.6 on the wire. */
import type * as v16 from '@busbar/ocpp/v16'
import type { After } from '../link/message.ts'
import { configurationKeys, findKey } from './configuration-keys.ts'
import type { ProvisioningNeeds } from './needs.ts'

export function getConfiguration16(
  station: ProvisioningNeeds,
  { key }: v16.GetConfigurationRequest,
): v16.GetConfigurationResponse {
  const wanted = key && key.length > 0 ? key : configurationKeys.map((entry) => entry.key)
  const unknownKey = wanted.filter((name) => !findKey(name))
  const configurationKey = wanted.flatMap((name): v16.KeyValue[] => {
    const entry = findKey(name)
    if (!entry) return []
    const value = entry.read(station)
    return [{ key: entry.key, readonly: !entry.write, ...(value !== undefined && { value }) }]
  })
  return { configurationKey, ...(unknownKey.length > 0 && { unknownKey }) }
}

export function changeConfiguration16(
  station: ProvisioningNeeds,
  { key, value }: v16.ChangeConfigurationRequest,
  after: After,
): v16.ChangeConfigurationResponse {
  const entry = findKey(key)
  if (!entry) return { status: 'NotSupported' }
  if (!entry.write?.(station, value, after)) return { status: 'Rejected' }
  return { status: entry.needsReboot ? 'RebootRequired' : 'Accepted' }
}
