/** What names a driver, and what the CSMS or a list says of it. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'

export interface IdToken {
  idToken: string
  /** A 2.x IdTokenEnumType; 1.6 knows RFID only. */
  type: string
}

export type AuthorizationStatus =
  | 'Accepted'
  | 'Blocked'
  | 'ConcurrentTx'
  | 'Expired'
  | 'Invalid'
  | 'NoCredit'
  | 'NotAllowedTypeEVSE'
  | 'NotAtThisLocation'
  | 'NotAtThisTime'
  | 'Unknown'

export interface IdTokenInfo {
  status: AuthorizationStatus
  /** Until when it may be kept in cache or list. */
  expiresAt?: Date
  groupIdToken?: string
}

export function sameIdToken(a: IdToken, b: IdToken): boolean {
  // 1.6 and 2.x alike: a case-insensitive string. The type is left out, since 1.6 has none and a list may come without.
  return a.idToken.toLowerCase() === b.idToken.toLowerCase()
}

export function idToken16(idTag: string): IdToken {
  return { idToken: idTag, type: 'ISO14443' }
}

export function idToken201({ idToken, type }: v21.IdTokenType): IdToken {
  return { idToken, type }
}

/** 1.6 id tags end at 20 characters. */
export function idTagOf(idToken: IdToken | undefined): string {
  return (idToken?.idToken ?? '').slice(0, 20)
}

export function wireIdToken({ idToken, type }: IdToken): v201.IdTokenType {
  return { idToken, type: type as v201.IdTokenEnumType }
}

export function idTokenInfo16({ status, parentIdTag, expiryDate }: v16.IdTagInfo): IdTokenInfo {
  return {
    status,
    ...(parentIdTag !== undefined && { groupIdToken: parentIdTag }),
    ...(expiryDate !== undefined && { expiresAt: new Date(expiryDate) }),
  }
}

export function idTokenInfo201(info: v21.IdTokenInfoType): IdTokenInfo {
  const { status, cacheExpiryDateTime, groupIdToken } = info
  return {
    status,
    ...(cacheExpiryDateTime !== undefined && { expiresAt: new Date(cacheExpiryDateTime) }),
    ...(groupIdToken && { groupIdToken: groupIdToken.idToken }),
  }
}
