/** Where the versions differ in thought, by what it means: who decides on a version asks for a property of it. Pure. */
import type { Version } from './versions.ts'

export interface Traits {
  /** Whose names messages and their members have: RemoteStartTransaction, idTag, connectorId, or RequestStartTransaction, idToken, evseId. */
  readonly wording: '1.x' | '2.x'
  /** Who gives a transaction its id: the answer to StartTransaction (1.6 §4.8), or the station with its first event (2.0.1 part 2, E01.FR.08). */
  readonly transactionIdBy: 'csms' | 'station'
  /** Components and variables (2.0.1 part 1 §4); otherwise configuration keys (1.6 §9). */
  readonly hasDeviceModel: boolean
  /** A StatusNotification says what is wrong (1.6 §4.9); otherwise that is an event of a component (2.0.1 part 2, N07). */
  readonly statusHasErrorCode: boolean
  /** A TxProfile is set for a transaction by its id (2.0.1 part 2, K01.FR.03); otherwise that may be left out (1.6 §7.8). */
  readonly txProfileNamesTransaction: boolean
  /** How the codes of a CALLERROR are spelt: 1.6-J §4.2.3, 2.x part 4, 4.2.3. */
  readonly errorSpelling: '1.6' | '2.x'
  /** A message type number nobody knows is answered by MessageTypeNotSupported (2.x part 4, 4.1.3); 1.6-J §4.1.3 ignores it. */
  readonly refusesUnknownMessageType: boolean
  /** CALLRESULTERROR and SEND, message types 5 and 6 (2.1 part 4, 4.2.3, 4.2.4). */
  readonly hasResultErrorAndSend: boolean
}

const of2 = {
  wording: '2.x',
  transactionIdBy: 'station',
  hasDeviceModel: true,
  statusHasErrorCode: false,
  txProfileNamesTransaction: true,
  errorSpelling: '2.x',
  refusesUnknownMessageType: true,
} as const

/** A version is not known before it is said here what it is like. */
export const traits = {
  'ocpp1.6': {
    wording: '1.x',
    transactionIdBy: 'csms',
    hasDeviceModel: false,
    statusHasErrorCode: true,
    txProfileNamesTransaction: false,
    errorSpelling: '1.6',
    refusesUnknownMessageType: false,
    hasResultErrorAndSend: false,
  },
  'ocpp2.0.1': { ...of2, hasResultErrorAndSend: false },
  'ocpp2.1': { ...of2, hasResultErrorAndSend: true },
} as const satisfies Readonly<Record<Version, Traits>>
