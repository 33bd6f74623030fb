import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { ChargingProfile } from '@busbar/smart-charging/charging-profile'
import type { ProfileProblem } from '@busbar/smart-charging/profile-rules'
import { type AuthorizationNeeds, checkIdToken } from '../authorization/check-id-token.ts'
import { type IdToken, idToken16, idToken201 } from '../authorization/id-token.ts'
import type { Evse } from '../evse/evse.ts'
import { type After, statusInfo } from '../link/message.ts'
import type { Registration } from '../provisioning/registration.ts'
import type { Reservations } from '../reservations/reservations.ts'
import type { InstalledProfile, Profiles } from '../smart-charging/profiles.ts'
import { profile16, profile201 } from '../smart-charging/translate-profile.ts'
import { authorize, mayStart } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'

type Needs = TransactionNeeds &
  AuthorizationNeeds & {
    readonly registration: Pick<Registration, 'status'>
    readonly profiles: Pick<Profiles, 'problemOf'>
    readonly reservations: Pick<Reservations, 'keeps'>
  }

export function remoteStartTransaction16(
  station: Needs,
  { connectorId, idTag, chargingProfile }: v16.RemoteStartTransactionRequest,
  after: After,
): v16.RemoteStartTransactionResponse {
  const answer = requestStart(station, {
    ...(connectorId !== undefined && { evseId: connectorId }),
    idToken: idToken16(idTag),
    ...(chargingProfile && { profile: (evseId: number) => profile16(evseId, chargingProfile, station.now()) }),
  })
  if (!answer.ok) return { status: 'Rejected' }
  after(answer.begin)
  return { status: 'Accepted' }
}

export function requestStartTransaction201(
  station: Needs,
  { evseId, idToken, groupIdToken, remoteStartId, chargingProfile }: v21.RequestStartTransactionRequest,
  after: After,
): v201.RequestStartTransactionResponse {
  const answer = requestStart(station, {
    ...(evseId !== undefined && { evseId }),
    idToken: idToken201(idToken),
    ...(groupIdToken && { groupIdToken: groupIdToken.idToken }),
    remoteStartId,
    ...(chargingProfile && { profile: (id: number) => profile201(id, chargingProfile, station.now()) }),
  })
  if (!answer.ok) return { status: 'Rejected', ...statusInfo(answer.reasonCode) }
  after(answer.begin)
  const transactionId = answer.evse.transaction?.id // F01.FR.13
  return { status: 'Accepted', ...(transactionId !== undefined && { transactionId }) }
}

interface StartRequest {
  evseId?: number
  idToken: IdToken
  groupIdToken?: string
  remoteStartId?: number
  profile?: (evseId: number) => InstalledProfile
}

type StartAnswer =
  | { ok: true; evse: Evse; begin(): void }
  | { ok: false; reasonCode: 'CSNotAccepted' | 'UnknownEvse' | 'TxInProgress' | ProfileProblem['reasonCode'] }

/** A remote start: the answer first, then what a driver at the reader would have caused (F01.FR.01, 1.6 §5.11). */
function requestStart(station: Needs, request: StartRequest): StartAnswer {
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

function mayBeStarted(station: Needs, evse: Evse, idToken: IdToken, groupIdToken?: string): boolean {
  if (!mayStart(station, evse) || evse.authorization) return false
  // F01.FR.21, F01.FR.22
  return (
    !station.reservations.keeps(evse, station.evses) ||
    station.reservations.for(evse, idToken, groupIdToken) !== undefined
  )
}

/** F01.FR.09, F01.FR.11, F01.FR.26: a TxProfile without transaction id, else the start is refused. */
function problemOfProfile(station: Needs, profile: ChargingProfile): ProfileProblem['reasonCode'] | undefined {
  if (profile.purpose !== 'TxProfile' || profile.transactionId !== undefined) return 'InvalidProfile'
  return station.profiles.problemOf(profile, () => '')?.reasonCode
}
