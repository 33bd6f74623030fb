import type { IdToken } from '../authorization/id-token.ts'
import type { Timer } from '../clock.ts'
import type { MeterSample } from '../evse/meter.ts'

export type ChargingState = 'Idle' | 'EVConnected' | 'Charging' | 'SuspendedEV' | 'SuspendedEVSE'

/** OCPP 2.0.1 part 2, 2.6.6: what can open and close a transaction. */
export type TxPoint = 'ParkingBayOccupancy' | 'EVConnected' | 'Authorized' | 'PowerPathClosed' | 'EnergyTransfer'

export type Trigger =
  | 'Authorized'
  | 'CablePluggedIn'
  | 'ChargingStateChanged'
  | 'Deauthorized'
  | 'EnergyLimitReached'
  | 'EVCommunicationLost'
  | 'EVConnectTimeout'
  | 'MeterValueClock'
  | 'MeterValuePeriodic'
  | 'Trigger'
  | 'UnlockCommand'
  | 'StopAuthorized'
  | 'RemoteStop'
  | 'RemoteStart'
  | 'AbnormalCondition'
  | 'ResetCommand'

export type StopReason =
  | 'DeAuthorized'
  | 'EmergencyStop'
  | 'EnergyLimitReached'
  | 'EVDisconnected'
  | 'GroundFault'
  | 'ImmediateReset'
  | 'Local'
  | 'MasterPass'
  | 'Other'
  | 'OvercurrentFault'
  | 'PowerLoss'
  | 'Reboot'
  | 'Remote'
  | 'StoppedByEV'
  | 'Timeout'
  // 1.6 tells these apart
  | 'HardReset'
  | 'SoftReset'
  | 'UnlockCommand'

/** A transaction as the station keeps it. */
export interface Transaction {
  /** The station's own id: 2.x puts it on the wire. */
  readonly id: string
  /** The CSMS's id, in 1.6; unknown until it has answered. */
  number?: number
  readonly evseId: number
  connectorId: number | undefined
  readonly startedAt: Date
  readonly startWh: number
  idToken: IdToken | undefined
  groupIdToken: string | undefined
  remoteStartId: number | undefined
  reservationId: number | undefined
  nextSeqNo: number
  chargingState: ChargingState
  phases: number
  /** Why energy stopped, known before the transaction ends. */
  stopReason: StopReason | undefined
  /** The CSMS refused the id token after the start: no more energy than this register value. */
  energyStopsAtWh: number | undefined
  priorityCharging: boolean
  /** What the first event could not tell yet and the next one must (E01.FR.10, E01.FR.13, E01.FR.16). */
  untold: { idToken: boolean; evse: boolean; remoteStart: boolean; reservation: boolean }
  /** For StopTransaction's transactionData, or the Ended event. */
  endSamples: MeterSample[]
  lastSampleWh: number
  sampleTimer?: Timer
  endSampleTimer?: Timer
}

/** Something to tell the CSMS about a transaction; queued until it is heard. */
export interface TransactionEvent {
  readonly kind: 'started' | 'updated' | 'ended'
  readonly transaction: Transaction
  readonly at: Date
  readonly seqNo: number
  readonly trigger: Trigger
  readonly offline: boolean
  readonly chargingState: ChargingState
  readonly registerWh: number
  readonly phases?: number
  readonly idToken?: IdToken
  readonly evse?: { id: number; connectorId?: number }
  readonly remoteStartId?: number
  readonly reservationId?: number
  readonly stopReason?: StopReason
  readonly samples: readonly MeterSample[]
}

/** Stop data of a long transaction is thinned out from the middle: every other sample goes (J02.FR.20, E06.FR.13). */
export function addEndSample(transaction: Transaction, sample: MeterSample, most = 400): void {
  transaction.endSamples.push(sample)
  if (transaction.endSamples.length <= most) return
  const last = transaction.endSamples.length - 1
  transaction.endSamples = transaction.endSamples.filter((_, i) => i === 0 || i === last || i % 2 === 0)
}
