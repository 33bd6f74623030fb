/** An authorization in each version's words. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { Authorization } from './authorize.ts'

/** OCPP 1.6 §7.28: an IdToken has at most 20 characters. */
const longestIdTag = 20
/** OCPP 2.0.1 part 2, §2.27 IdTokenInfoType. */
const longestLanguage = 8

const statuses16: Record<Authorization['status'], v16.IdTagInfo['status']> = {
  Accepted: 'Accepted',
  Blocked: 'Blocked',
  ConcurrentTx: 'ConcurrentTx',
  Expired: 'Expired',
  Invalid: 'Invalid',
  NoCredit: 'Blocked',
  NotAllowedTypeEVSE: 'Invalid',
  NotAtThisLocation: 'Invalid',
  NotAtThisTime: 'Invalid',
  // OCPP 1.6 §7.2: "Identifier is unknown" is `Invalid`.
  Unknown: 'Invalid',
}

export function idTagInfo16(of: Authorization): v16.IdTagInfo {
  return {
    status: statuses16[of.status],
    ...(of.expiresAt && { expiryDate: of.expiresAt.toISOString() }),
    // A cut-off parent would make strangers one family.
    ...(of.groupToken !== null && of.groupToken.length <= longestIdTag && { parentIdTag: of.groupToken }),
  }
}

/** Fits 2.0.1 and 2.1. C01.FR.06, E01.FR.12: the group goes with the answer whenever there is one. */
export function idTokenInfo2(of: Authorization): v201.IdTokenInfoType {
  return {
    status: of.status,
    ...(of.expiresAt && { cacheExpiryDateTime: of.expiresAt.toISOString() }),
    ...(of.groupToken !== null && { groupIdToken: { idToken: of.groupToken, type: 'Central' as const } }),
    ...(of.language !== null && of.language.length <= longestLanguage && { language1: of.language }),
  }
}
