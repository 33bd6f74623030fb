/** The simulator's version-free words, shaped like OCPP 2.1. `routes/` translates them. */

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

export type ConnectorStatus16 =
  | 'Available'
  | 'Preparing'
  | 'Charging'
  | 'SuspendedEVSE'
  | 'SuspendedEV'
  | 'Finishing'
  | 'Reserved'
  | 'Unavailable'
  | 'Faulted'
export type ConnectorStatus2 = 'Available' | 'Occupied' | 'Reserved' | 'Unavailable' | 'Faulted'
export type ConnectorStatus = ConnectorStatus16 | ConnectorStatus2

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

export const measurands = [
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Import.Register',
  'Energy.Active.Import.Interval',
  'Frequency',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'SoC',
  'Voltage',
] as const
export type Measurand = (typeof measurands)[number]

export type ReadingContext = 'Sample.Periodic' | 'Sample.Clock' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger'

export interface SampledValue {
  measurand: Measurand
  value: number
  unit: 'Wh' | 'W' | 'A' | 'V' | 'Hz' | 'Percent' | ''
  phase?: 'L1' | 'L2' | 'L3' | 'L1-N' | 'L2-N' | 'L3-N'
  location?: 'EV'
}

/** Values read at one moment. */
export interface MeterSample {
  at: Date
  context: ReadingContext
  values: SampledValue[]
}

export interface Fault {
  /** A 1.6 ChargePointErrorCode; in 2.x it goes into the event's text. */
  errorCode: string
  info?: string
}

export interface Reservation {
  id: number
  /** Absent: any EVSE. */
  evseId?: number
  connectorType?: string
  idToken: IdToken
  groupIdToken?: string
  expiresAt: Date
}

export function sameIdToken(a: IdToken, b: IdToken): boolean {
  // 1.6 and 2.x alike: a case-insensitive string. The type is left out, since 1.6 has none and a list may come without.
  return a.idToken.toLowerCase() === b.idToken.toLowerCase()
}
