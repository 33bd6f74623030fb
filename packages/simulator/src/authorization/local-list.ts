/** The list of id tokens the CSMS keeps at the station. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { statusInfo } from '../link/message.ts'
import type { AuthorizationNeeds } from './check-id-token.ts'
import { idToken16, idToken201, idTokenInfo16, idTokenInfo201 } from './id-token.ts'
import type { ListEntry } from './local-authorization.ts'

type Needs = Pick<AuthorizationNeeds, 'authorization' | 'settings'>

export function sendLocalList16(
  { authorization }: Needs,
  { listVersion, updateType, localAuthorizationList = [] }: v16.SendLocalListRequest,
): v16.SendLocalListResponse {
  const entries = localAuthorizationList.map(
    ({ idTag, idTagInfo }): ListEntry => ({
      idToken: idToken16(idTag),
      ...(idTagInfo && { info: idTokenInfo16(idTagInfo) }),
    }),
  )
  return { status: authorization.updateList(listVersion, updateType, entries) }
}

export function sendLocalList201(
  { authorization }: Needs,
  { versionNumber, updateType, localAuthorizationList = [] }: v21.SendLocalListRequest,
): v201.SendLocalListResponse {
  if (versionNumber <= 0) return { status: 'Failed', ...statusInfo('InvalidValue') } // D01.FR.18
  const entries = localAuthorizationList.map(
    ({ idToken, idTokenInfo }): ListEntry => ({
      idToken: idToken201(idToken),
      ...(idTokenInfo && { info: idTokenInfo201(idTokenInfo) }),
    }),
  )
  const status = authorization.updateList(versionNumber, updateType, entries)
  return status === 'NotSupported' ? { status: 'Failed', ...statusInfo('NotEnabled') } : { status }
}

/** §5.10: -1 says that there is no list at all. */
export function getLocalListVersion16({ authorization, settings }: Needs): v16.GetLocalListVersionResponse {
  return { listVersion: settings.localListEnabled ? authorization.listVersion : -1 }
}

export function getLocalListVersion201({ authorization, settings }: Needs): v201.GetLocalListVersionResponse {
  return { versionNumber: settings.localListEnabled ? authorization.listVersion : 0 } // D02.FR.03
}
