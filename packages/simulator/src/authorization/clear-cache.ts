import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import { statusInfo } from '../link/message.ts'
import type { AuthorizationNeeds } from './check-id-token.ts'

type Needs = Pick<AuthorizationNeeds, 'authorization'>

export function clearCache16({ authorization }: Needs): v16.ClearCacheResponse {
  return { status: authorization.clearCache() ? 'Accepted' : 'Rejected' }
}

export function clearCache201({ authorization }: Needs): v201.ClearCacheResponse {
  return authorization.clearCache() ? { status: 'Accepted' } : { status: 'Rejected', ...statusInfo('NotEnabled') }
}
