/** What the shell hands to every use case. Made once in `start.ts`; no container, no singletons, no hidden clock. */
import type { IncomingCall } from '@busbar/ocpp/exchange'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { ApiTokens, TokenHolder } from './accounts/api-token.ts'
import type { KeyCodes } from './authorization/key-codes.ts'
import type { TokenClaims } from './authorization/token-claims.ts'
import type { StationOwner } from './commands/station-owner.ts'
import type { Config } from './config.ts'
import type { Stations } from './connections/stations.ts'
import type { TurnedAway } from './connections/turned-away.ts'
import type { Inbox } from './connections/unknown-station.ts'
import type { Numbers } from './db/numbers.ts'
import type { Outgrown } from './db/outgrown.ts'
import type { Tables } from './db/schema.ts'
import type { Writer } from './db/writer.ts'
import type { Writes } from './db/writes.ts'
import type { Feed } from './events/feed.ts'
import type { ServerKey } from './server-key.ts'
import type { LiveStation } from './stations/live-station.ts'
import type { MessageLogSwitch } from './stations/message-log-switch.ts'
import type { Passwords } from './stations/password.ts'

export interface Context {
  readonly config: Config
  /** As the house sees it, which is all of it. In the context of an operator: as his organisation does. */
  readonly db: Kysely<Tables>
  operatorDb(organisationId: string): Kysely<Tables>
  /** Signs that the embedded database is too small a place. */
  outgrown(): readonly Outgrown[]
  readonly writer: Writer
  /** Whole numbers (int32) unique in the system: transaction, reservation, request and remote start ids. */
  readonly numbers: Numbers
  /** Live state of stations, connected or not. */
  readonly stations: Stations
  /** Commands to stations and whatever else touches their live state, wherever they are connected. */
  readonly owner: StationOwner
  /** Which id tokens charge, as of this moment. */
  readonly tokenClaims: TokenClaims
  /** Who may use the API. */
  readonly apiTokens: ApiTokens
  /** How the codes that drivers type in are called inside. */
  readonly keyCodes: KeyCodes
  /** What changed, for followers. */
  readonly feed: Feed
  /** For digests of what must not be read back from the database. */
  readonly serverKey: ServerKey
  /** Of charging stations: made, hashed, checked. */
  readonly passwords: Passwords
  /** Who was turned away at the door. */
  readonly turnedAway: TurnedAway
  /** Stations nobody has announced. */
  readonly inbox: Inbox
  /** Whether messages are logged. */
  readonly messageLog: MessageLogSwitch
  readonly log: Logger
  now(): Date
}

/** What a message handler gets: one station, one message. */
export interface StationContext extends Context {
  readonly station: LiveStation
  readonly call: IncomingCall
  /** Effects of this message. They are committed, with the message log row, before the answer leaves. */
  readonly writes: Writes
  /** The log keeps the message to the letter, and it was read as it is: what stands there is not stored a second time. */
  readonly isInLog: boolean
  /** An element of the message that could not be kept: said beside the message in the log, the rest is taken. */
  setAside(path: string, why: string): void
  /** Runs after the answer has left; may call the station. */
  after(task: () => Promise<void> | void): void
}

/** What a handler of the API gets: who asks, and for whom. */
export interface OperatorContext extends Context {
  readonly organisationId: string
  /** For the audit: the name of the API token, later of the account. */
  readonly actor: string
  readonly token: TokenHolder
}
