import type { Version } from '@busbar/ocpp/versions'
import type { AuthorizeWords } from '../authorization/authorize.ts'
import type { IdTokenInfo } from '../authorization/id-token.ts'
import type { ConnectorStatus } from '../availability/connector-status.ts'
import type { LogWords } from '../diagnostics/log-status-notification.ts'
import type { Connector, Evse } from '../evse/evse.ts'
import type { MeterSample } from '../evse/meter.ts'
import type { FirmwareWords } from '../firmware/firmware-status-notification.ts'
import type { After, Message } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { SimulatedStation } from '../station/station.ts'
import type { TransactionEvent } from '../transactions/transaction.ts'

export interface BootAnswer {
  status: 'Accepted' | 'Pending' | 'Rejected'
  intervalS: number
  currentTime: Date
}

export type BootReason =
  | 'ApplicationReset'
  | 'FirmwareUpdate'
  | 'PowerUp'
  | 'RemoteReset'
  | 'ScheduledReset'
  | 'Triggered'
  | 'Watchdog'

/** Answers a CALL of the CSMS. The request has passed the version's schema, so each handler may name its type. */
export type Handler<Request, Response> = (
  station: SimulatedStation,
  request: Request,
  after: After,
) => Response | Promise<Response>

/** One OCPP version, between the wire and the station's own words. */
export interface Protocol extends AuthorizeWords, FirmwareWords, LogWords {
  readonly version: Version
  /** Every action a CSMS of this version may send. */
  readonly handlers: Readonly<Record<string, Handler<never, object>>>
  /** Where the version differs from the station's usual settings. */
  readonly settings?: Partial<Settings>
  /** 2.x refuses two charging profiles for one slot, 1.6 replaces the older. */
  readonly profileRivals: 'refused' | 'replaced'

  boot(station: SimulatedStation, reason: BootReason): Message
  readBoot(response: unknown): BootAnswer
  readHeartbeat(response: unknown): Date
  /** 1.6 lets the CSMS set how often; 2.x counts from the last message (HeartbeatInterval is an interval of inactivity). */
  readonly heartbeatOnlyWhenSilent: boolean

  /** 2.x tells of a start as a security event. */
  readonly announcesStartup: boolean

  statusOf(station: SimulatedStation, evse: Evse, connector: Connector): ConnectorStatus
  statusNotification(station: SimulatedStation, evse: Evse, connector: Connector): Message
  /** 1.6 connector 0; the component ChargingStation of 2.x. */
  stationStatus(station: SimulatedStation): Message
  /** 1.6 stations tell it with every status of theirs; 2.x ones when there is something to tell. */
  tellsStationStatus(station: SimulatedStation): boolean

  /** Whether this event is a message at all: 1.6 knows no change of charging state. */
  tells(event: TransactionEvent): boolean
  transactionEvent(event: TransactionEvent): Message
  /** Keeps what the answer says of the transaction; returns what it says of the id token. */
  readTransactionEvent(event: TransactionEvent, response: unknown): IdTokenInfo | undefined
  meterValues(evseId: number, sample: MeterSample): Message

  reservationEnded?(reservationId: number, how: 'Expired' | 'Removed'): Message
}
