/** The API's resources by name; `npm run api-types -w packages/web` renews them from openapi.json. */
import type { components, operations } from '../generated/api.ts'

type Schemas = components['schemas']
export type Station = Schemas['Station']
export type StationPut = Schemas['StationPut']
export type Evse = Schemas['Evse']
export type Connector = Schemas['Connector']
export type ConnectorStatus = Connector['status']
export type UnknownStation = Schemas['UnknownStation']
export type TurnedAway = Schemas['TurnedAway']
export type AcceptBody = Schemas['AcceptStation']
export type Site = Schemas['Site']
export type SitePut = Schemas['SitePut']
export type IdToken = Schemas['IdToken']
export type ApiToken = Schemas['ApiToken']
export type NewApiToken = Schemas['NewApiToken']
export type ApiTokenPost = Schemas['ApiTokenPost']
export type IdTokenPut = Schemas['IdTokenPut']
export type Transaction = Schemas['Transaction']
export type UncertainReason = Schemas['Uncertain']['reason']
export type TransactionEvent = Schemas['TransactionEvent']
export type MeterValue = Schemas['MeterValue']
export type Message = Schemas['Message']
export type Variable = Schemas['Variable']
export type Operation = Schemas['Operation']
export type SecurityEvent = Schemas['SecurityEvent']
export type Reservation = Schemas['Reservation']
export type ChargingProfile = Schemas['ChargingProfile']
export type InstalledChargingProfile = Schemas['InstalledChargingProfile']
export type Field = Schemas['Field']
export type Action = Schemas['Action']
export type Description = Schemas['Description']
export type StartRequest = Schemas['StartRequest']
export type CommandAnswer = Schemas['CommandAnswer']
export type Overview = Schemas['Overview']
export type Fault = Schemas['Fault']
export type ServerEvent = Schemas['Event']
export type Problem = Schemas['Problem']
export type OcppVersion = NonNullable<Station['version']>

type QueryOf<O extends keyof operations> = NonNullable<operations[O]['parameters']['query']>
export type StationFilter = QueryOf<'listStations'>
export type TransactionFilter = QueryOf<'listTransactions'>
export type IdTokenFilter = QueryOf<'listIdTokens'>
export type MessageFilter = QueryOf<'listMessages'>
export type ReservationFilter = QueryOf<'listReservations'>
