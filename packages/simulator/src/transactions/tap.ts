import { type AuthorizationNeeds, checkIdToken } from '../authorization/check-id-token.ts'
import { type IdToken, type IdTokenInfo, sameIdToken } from '../authorization/id-token.ts'
import type { Evse } from '../evse/evse.ts'
import type { Reservations } from '../reservations/reservations.ts'
import { authorize, deauthorize, mayStart } from './charging.ts'
import type { TransactionNeeds } from './needs.ts'

type Needs = TransactionNeeds & AuthorizationNeeds & { readonly reservations: Pick<Reservations, 'keeps'> }

export type TapResult =
  | { result: 'accepted'; info: IdTokenInfo }
  | { result: 'refused'; info: IdTokenInfo }
  /** The EVSE cannot be used now, or not by this driver. */
  | { result: 'unavailable'; why: string }
  | { result: 'stopped' }
  /** Authorized before, but changed their mind before plugging in. */
  | { result: 'cancelled' }

export async function tap(station: Needs, evse: Evse, idToken: IdToken): Promise<TapResult> {
  if (evse.authorization) return tapAgain(station, evse, evse.authorization, idToken)
  if (!mayStart(station, evse)) return { result: 'unavailable', why: `EVSE ${evse.id} is ${evse.connector.status}` }
  const info = await checkIdToken(station, idToken)
  if (info.status !== 'Accepted') return { result: 'refused', info }
  if (isMasterPass(station, info)) return stopAll(station)
  if (station.reservations.keeps(evse, station.evses) && !station.reservations.for(evse, idToken, info.groupIdToken)) {
    return { result: 'unavailable', why: 'reserved for somebody else' }
  }
  // The answer took its time; somebody else, or a remote start, may have been quicker.
  if (evse.authorization || !mayStart(station, evse)) return { result: 'unavailable', why: 'no longer free' }
  authorize(station, evse, { idToken, remote: false, ...groupOf(info) }, 'Authorized')
  return { result: 'accepted', info }
}

/** E07.FR.01, 1.6 §4.10: the same id token, or one of the same group, ends what the first began. */
async function tapAgain(
  station: Needs,
  evse: Evse,
  { idToken: first, groupIdToken }: { idToken: IdToken; groupIdToken?: string },
  idToken: IdToken,
): Promise<TapResult> {
  const group = evse.transaction?.groupIdToken ?? groupIdToken
  const running = evse.transaction !== undefined
  if (!sameIdToken(first, idToken)) {
    const info = await checkIdToken(station, idToken)
    if (info.status === 'Accepted' && isMasterPass(station, info)) return stopAll(station)
    const sameGroup = group !== undefined && info.groupIdToken === group
    if (info.status !== 'Accepted' || !sameGroup) return { result: 'refused', info }
  }
  deauthorize(station, evse, 'Local', 'StopAuthorized', idToken)
  return { result: running ? 'stopped' : 'cancelled' }
}

function isMasterPass({ settings }: Needs, { groupIdToken }: IdTokenInfo): boolean {
  return settings.masterPassGroupId !== '' && groupIdToken === settings.masterPassGroupId
}

/** C16.FR.02, C16.FR.03: a master pass starts nothing; without a screen to choose on, it stops everything. */
function stopAll(station: Needs): TapResult {
  for (const evse of station.evses) {
    if (evse.transaction) deauthorize(station, evse, 'MasterPass', 'StopAuthorized')
  }
  return { result: 'stopped' }
}

function groupOf(info: IdTokenInfo): { groupIdToken?: string } {
  return info.groupIdToken === undefined ? {} : { groupIdToken: info.groupIdToken }
}
