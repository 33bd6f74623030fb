/** Why a start that is about to be asked for will probably come to nothing, as far as it is known here. Pure. */
import type { AuthorizationStatus } from '../authorization/id-token-rule.ts'
import type { ConnectorStatus } from '../stations/live-station.ts'

export type DoubtCode =
  | 'station-offline'
  | 'station-faulted'
  | 'station-unavailable'
  | 'evse-unknown'
  | 'evse-faulted'
  | 'evse-unavailable'
  | 'evse-occupied'
  | 'evse-reserved'
  | 'token-unknown'
  | 'token-blocked'
  | 'token-expired'
  | 'token-invalid'
  | 'token-in-use'

export interface StartDoubt {
  readonly code: DoubtCode
  readonly message: string
  /** Which one is in the way. */
  readonly transaction?: number
  readonly station?: string
}

export interface Running {
  readonly transaction: number
  readonly station: string
}

export interface StartFacts {
  readonly connected: boolean
  readonly stationStatus: string | null
  /** null: the station has told of others, and not of this one. */
  readonly evse: {
    readonly operative: boolean
    readonly statuses: readonly ConnectorStatus[]
    readonly transaction: number | null
    /** For another driver, or for nobody we know of. */
    readonly reserved: boolean
  } | null
  readonly token: AuthorizationStatus
  /** Where the token charges, when it may charge at one place only. */
  readonly inUse: Running | null
}

export function startDoubts({ connected, stationStatus, evse, token, inUse }: StartFacts): StartDoubt[] {
  const doubts: StartDoubt[] = []
  const say = (code: DoubtCode, message: string, more: Partial<StartDoubt> = {}) =>
    doubts.push({ code, message, ...more })
  if (!connected) say('station-offline', 'The charging station is not connected')
  if (stationStatus === 'Faulted') say('station-faulted', 'The charging station is faulted as a whole')
  if (stationStatus === 'Unavailable') say('station-unavailable', 'The charging station is out of service as a whole')
  if (evse === null) say('evse-unknown', 'The charging station has told of no such EVSE')
  else doubts.push(...doubtsAtEvse(evse))
  const words = tokenWords[token]
  if (words) say(...words)
  if (token === 'ConcurrentTx' || inUse) {
    const where = inUse ? ` in transaction ${inUse.transaction} at ${inUse.station}` : ' elsewhere'
    say('token-in-use', `The id token charges${where} already`, inUse ?? {})
  }
  return doubts
}

function doubtsAtEvse({ operative, statuses, transaction, reserved }: NonNullable<StartFacts['evse']>): StartDoubt[] {
  const all = (status: ConnectorStatus): boolean => statuses.length > 0 && statuses.every((one) => one === status)
  if (transaction !== null)
    return [{ code: 'evse-occupied', message: `Transaction ${transaction} is running on this EVSE`, transaction }]
  if (all('Faulted')) return [{ code: 'evse-faulted', message: 'The EVSE is faulted' }]
  if (!operative || all('Unavailable')) return [{ code: 'evse-unavailable', message: 'The EVSE is out of service' }]
  return reserved ? [{ code: 'evse-reserved', message: 'The EVSE is reserved for somebody else' }] : []
}

const invalid = ['token-invalid', 'The id token is not valid here'] as const
const tokenWords: { readonly [S in AuthorizationStatus]: readonly [DoubtCode, string] | null } = {
  Accepted: null,
  ConcurrentTx: null,
  Blocked: ['token-blocked', 'The id token is blocked'],
  Expired: ['token-expired', 'The id token has expired'],
  Unknown: ['token-unknown', 'There is no such id token'],
  Invalid: invalid,
  NoCredit: invalid,
  NotAllowedTypeEVSE: invalid,
  NotAtThisLocation: invalid,
  NotAtThisTime: invalid,
}
