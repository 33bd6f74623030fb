/**
 * What the server knows of a station without asking the database. Loaded when the station is first needed, changed by
 * handlers, written by the group commit. Rules and handlers decide on this; it holds no sockets but the link.
 */
import type { Tolerance } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'
import type { ComponentProblem } from '../availability/component-problem.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { Pile } from './overfull.ts'
import type { Refusals } from './refusals.ts'
import type { Rivalry } from './rivals.ts'
import type { StationClock } from './station-clock.ts'
import type { StationLink } from './station-link.ts'

export type Admission = 'accepted' | 'pending' | 'rejected'

/** 2.1's words, and 1.6's finer ones, which say more than `Occupied`. */
export const connectorStatuses = [
  'Unknown',
  'Available',
  'Occupied',
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
] as const
export type ConnectorStatus = (typeof connectorStatuses)[number]

/** By ours, by the station's as sent, or by the station's as corrected. */
export type Stamped = 'not' | 'as-sent' | 'corrected'

export interface LiveConnector {
  readonly connectorId: number
  /** As the station last said. */
  told: ConnectorStatus
  /** With what is wrong there; see `component-problem.ts`. */
  status: ConnectorStatus
  errorCode: string | null
  vendorErrorCode: string | null
  info: string | null
  /** By the station's clock. */
  statusAt: Date | null
  /** By ours. */
  heardAt: Date | null
  /** By which clock `statusAt` is. */
  stamped: Stamped
}

export interface LiveEvse {
  readonly evseId: number
  availability: 'Operative' | 'Inoperative'
  /** Of 1.x: `evse-of-connector.ts`. */
  readonly connectors: Map<number, LiveConnector>
}

/**
 * Ended transactions a station keeps in mind: what is resent follows closely, and anything older is found in the database. Ten thousand
 * stations hold them, at a KB or two each.
 */
export const keptClosed = 4

export interface LiveStation {
  readonly id: string
  /** See `bucketOf`. */
  readonly bucket: number
  organisationId: string
  siteId: string
  /** Of its site. */
  timeZone: string
  readonly clock: StationClock
  /** false: nobody has announced it, nothing of it is stored but its messages and a row in the inbox. */
  known: boolean
  admission: Admission
  passwordHash: string | null
  /** The hash of the password its link came with; null: it came without. */
  letInWith: string | null
  /** What it speaks when it offers no subprotocol; null: that is refused, or up to its tolerances. */
  assumeVersion: Version | null
  /** What the last BootNotification was answered; null before the first one. */
  registration: 'Accepted' | 'Pending' | 'Rejected' | null
  /** Actions a station that is not accepted was asked for, and may therefore send. */
  readonly invited: Set<string>
  tolerances: readonly Tolerance[]
  /** May the server send calls of its own after boot? */
  bootCalls: boolean
  /** When its next message is due at that rate, ms since the epoch; see `pace.ts`. */
  nextDueAt: number
  /** Messages per second before the station is slowed down; null: the server's default. */
  messageRateLimit: number | null
  /** The version of the present or last connection. */
  version: Version | null
  /** null: it is not connected. */
  link: StationLink | null
  /** What counts as the address of the present or last connection. */
  remoteBudget: string | null
  /** Other connections that took or wanted the place of its own; null: none. */
  rivalry: Rivalry | null
  /** The answer to the message in hand, or to the last one. */
  turn: Promise<unknown> | null
  online: boolean
  heartbeatIntervalS: number
  /** Milliseconds since the epoch, by our clock; any frame or pong counts. */
  lastHeardAt: number
  /** When `station_state` was last handed to a commit, ms since the epoch: `last_heard_at` alone waits for its turn. */
  stateWrittenAt: number
  /** When the count of refusals was last told, ms since the epoch. */
  refusalsToldAt: number
  /** More of the row `station_state`; who changes it puts `stationStateRow(station)` into the writes. */
  readonly state: StationState
  readonly evses: Map<number, LiveEvse>
  /** What its components say is wrong (2.x), by `keyText`. */
  readonly problems: Map<string, ComponentProblem>
  /** Open transactions and the latest ended ones (to recognise repeats), by the id used on the wire. */
  readonly transactions: Map<string, Transaction>
  /** When the newest meter value of each EVSE was taken, ms since the epoch, as far as they came since the start; null: none. */
  newestValues: Map<number, number> | null
  /** Has it used one id for two transactions at once? Then a name is not enough to find one. */
  hasNamesakes: boolean
  /** Came back after being away: its open transactions are asked for when it is served (`ask-status.ts`). */
  isBack: boolean
}

/** Columns of `station_state` no rule decides on. */
export interface StationState {
  vendor: string | null
  model: string | null
  serialNumber: string | null
  firmwareVersion: string | null
  iccid: string | null
  imsi: string | null
  bootReason: string | null
  bootedAt: Date | null
  connectedAt: Date | null
  disconnectedAt: Date | null
  remoteAddress: string | null
  firmwareStatus: string | null
  diagnosticsStatus: string | null
  localListVersion: number | null
  /** Messages that were taken though they deviate. */
  deviations: number
  /** Since an operator last changed what is tolerated; null: none. */
  refusals: Refusals | null
  /** What it has more of than is kept. */
  overfull: readonly Pile[]
  /** Of the whole station, as it told: connector 0 of 1.6, EVSE 0 or ChargingStation of 2.x. */
  told: ConnectorStatus | null
  toldAt: Date | null
  /** With what is wrong there. */
  status: string | null
  errorCode: string | null
  info: string | null
}
