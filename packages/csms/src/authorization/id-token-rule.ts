/** May this id token charge? Decided on what operators keep and on nothing else; concurrent use is looked at in `authorize.ts`. */

/** The words of 2.x; 1.6 knows fewer (`idTagInfo16`). */
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

/** What a rule wants to know of a stored id token. */
export interface KnownIdToken {
  readonly type: string
  readonly status: string
  readonly expiresAt: Date | null
}

/**
 * Types that charge without being known here. Nobody presented anything (NoAuthorization, OCPP 2.0.1 part 2, C02.FR.02), the station
 * made the token itself (Local "needs no checking by CSMS", 2.1 appendix), or a terminal holds the driver's money (DirectPayment,
 * OCPP 2.1 part 2, C18.FR.03). One of the latter that an operator has put down is judged like any other.
 */
const acceptedUnknown: ReadonlySet<string> = new Set(['Local', 'DirectPayment'])

/**
 * Types that can be typed in or copied by anybody in range. They open only a token of their own type, so that the number printed
 * on somebody's card is no key code; between cards (and 1.6, which has no types) the type is not compared.
 */
const ofTheirOwn: ReadonlySet<string> = new Set(['KeyCode', 'MacAddress'])

export function judgeIdToken(known: KnownIdToken | null, type: string | null, now: Date): AuthorizationStatus {
  if (type === 'NoAuthorization') return 'Accepted'
  if (known === null) {
    if (type !== null && acceptedUnknown.has(type)) return 'Accepted'
    // OCPP 2.1 part 2, C04.FR.01: a key code that is not valid is `Invalid`, whether known or not.
    return type === 'KeyCode' ? 'Invalid' : 'Unknown'
  }
  // Those of 1.6 that are key codes have their type by now: what has none and is called like one only knows its name.
  if (type === null && known.type === 'KeyCode') return 'Unknown'
  if (type !== null && type !== known.type && (ofTheirOwn.has(type) || ofTheirOwn.has(known.type))) {
    return type === 'KeyCode' ? 'Invalid' : 'Unknown'
  }
  if (known.status === 'blocked') return 'Blocked'
  if (known.status === 'invalid') return 'Invalid'
  if (known.status === 'expired') return 'Expired'
  if (known.expiresAt !== null && known.expiresAt <= now) return 'Expired'
  return known.status === 'accepted' ? 'Accepted' : 'Invalid'
}
