import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'

/** Kept as it was sent; the station stays where it is connected. */
export function setNetworkProfile201(
  { networkProfiles }: { readonly networkProfiles: Map<number, object> },
  { configurationSlot, connectionData }: v21.SetNetworkProfileRequest,
): v201.SetNetworkProfileResponse {
  networkProfiles.set(configurationSlot, connectionData)
  return { status: 'Accepted' }
}
