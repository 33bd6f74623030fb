import type { ChargingProfile } from '@busbar/smart-charging/charging-profile'
import type { ProfileProblem } from '@busbar/smart-charging/profile-rules'
import { checkIdToken } from '../authorization/check-id-token.ts'
import type { IdToken } from '../authorization/id-token.ts'
import type { Evse } from '../evse/evse.ts'
import type { InstalledProfile } from '../smart-charging/profiles.ts'
import type { SimulatedStation } from '../station/station.ts'
import { authorize, deauthorize, mayStart } from '../transactions/charging.ts'
import type { Transaction } from '../transactions/transaction.ts'

export interface StartRequest {
  evseId?: number
  idToken: IdToken
  groupIdToken?: string
  remoteStartId?: number
  profile?: (evseId: number) => InstalledProfile
}

export type StartAnswer =
  | { ok: true; evse: Evse; begin(): void }
  | { ok: false; reasonCode: 'CSNotAccepted' | 'UnknownEvse' | 'TxInProgress' | ProfileProblem['reasonCode'] }

/** A remote start: the answer first, then what a driver at the reader would have caused (F01.FR.01, 1.6 §5.11). */
export function requestStart(station: SimulatedStation, request: StartRequest): StartAnswer {
  if (station.registration.status !== 'Accepted') return { ok: false, reasonCode: 'CSNotAccepted' }
  const { evseId, idToken, groupIdToken, remoteStartId } = request
  if (evseId !== undefined && !station.evses[evseId - 1]) return { ok: false, reasonCode: 'UnknownEvse' }
  const evse = station.evses
    .filter((e) => (evseId === undefined || e.id === evseId) && mayBeStarted(station, e, idToken, groupIdToken))
    // Without an EVSE in the request, the one where an EV waits is most likely meant.
    .toSorted((a, b) => Number(b.ev !== undefined) - Number(a.ev !== undefined))[0]
  if (!evse) return { ok: false, reasonCode: 'TxInProgress' }
  const profile = station.settings.smartChargingEnabled ? request.profile?.(evse.id) : undefined
  const problem = profile && problemOfProfile(station, profile.profile)
  if (problem) return { ok: false, reasonCode: problem }
  const begin = async () => {
    if (station.settings.authorizeRemoteStart) {
      const info = await checkIdToken(station, idToken)
      if (info.status !== 'Accepted' || !mayBeStarted(station, evse, idToken, groupIdToken)) return
    }
    authorize(
      station,
      evse,
      {
        idToken,
        remote: true,
        ...(groupIdToken !== undefined && { groupIdToken }),
        ...(remoteStartId !== undefined && { remoteStartId }),
        ...(profile && { profile }),
      },
      'RemoteStart',
    )
  }
  return { ok: true, evse, begin: () => void begin() }
}

function mayBeStarted(station: SimulatedStation, evse: Evse, idToken: IdToken, groupIdToken?: string): boolean {
  if (!mayStart(station, evse) || evse.authorization) return false
  // F01.FR.21, F01.FR.22
  return (
    !station.reservations.keeps(evse, station.evses) ||
    station.reservations.for(evse, idToken, groupIdToken) !== undefined
  )
}

/** F01.FR.09, F01.FR.11, F01.FR.26: a TxProfile without transaction id, else the start is refused. */
function problemOfProfile(
  station: SimulatedStation,
  profile: ChargingProfile,
): ProfileProblem['reasonCode'] | undefined {
  if (profile.purpose !== 'TxProfile' || profile.transactionId !== undefined) return 'InvalidProfile'
  return station.profiles.problemOf(profile, () => '')?.reasonCode
}

/** A remote stop ends the authorization; by TxStopPoint that is the end of the transaction or not yet. */
export function remoteStop(station: SimulatedStation, evse: Evse): void {
  deauthorize(station, evse, 'Remote', 'RemoteStop')
}

export function evseOf(station: SimulatedStation, is: (transaction: Transaction) => boolean): Evse | undefined {
  return station.evses.find((evse) => evse.transaction && is(evse.transaction))
}
