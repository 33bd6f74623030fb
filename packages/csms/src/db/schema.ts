/**
 * The tables as Kysely sees them. Wh are numbers, times are `Date`, JSON columns are parsed values.
 * `Generated` columns may be left out of an insert.
 */

import type { ChargingProfileType } from '@busbar/ocpp/v21'
import type { Tolerance } from '@busbar/ocpp/validation'
import type { Version } from '@busbar/ocpp/versions'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { TokenOrigin } from '../accounts/api-token.ts'
import type { JobStateName } from '../operations/job-state.ts'
import type { OperationDetail, OperationKind } from '../operations/operation.ts'
import type { ReservationState } from '../reservations/reservation.ts'
import type { Admission, ConnectorStatus } from '../stations/live-station.ts'
import type { Pile } from '../stations/overfull.ts'
import type { Refusals } from '../stations/refusals.ts'
import type { LocalZone } from '../stations/station-clock.ts'
import type { PackedPart } from '../transactions/meter-curve.ts'
import type { OverBy } from '../transactions/probably-over.ts'
import type { TransactionFlag } from '../transactions/transaction.ts'
import type { Uncertain } from '../transactions/uncertain.ts'
import type { DailyTable, DaySize } from './partitions.ts'
import type { EventKind } from './writes.ts'

/** Of JSON that is only passed on. */
type Members = Record<string, unknown>
type Json<T extends object> = JSONColumnType<T, string, string>
type JsonWithDefault<T extends object> = ColumnType<T, string | undefined, string>
type Time = ColumnType<Date, Date | string, Date | string>
/** Written as `2026-03-01`; to be read as text. */
type CalendarDay = ColumnType<unknown, string, string>
type TimeOrNull = ColumnType<Date | null, Date | string | null, Date | string | null>

/** At most one row: of the key that digests in this database are kept with. */
export interface ServerKeyTable {
  fingerprint: string
}

export interface OrganisationTable {
  id: string
  name: string
  created_at: Generated<Date>
}

export interface SiteTable {
  id: string
  organisation_id: string
  name: string
  time_zone: string
  currency: string
  address: string | null
  city: string | null
  postal_code: string | null
  country: string | null
  latitude: number | null
  longitude: number | null
  grid_limit_a: number | null
  grid_limit_w: number | null
  grid_phases: number | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
  revision: Generated<number>
}

/** Power once a minute; the row with an empty site is the whole organisation's. */
export interface PowerSampleTable {
  organisation_id: string
  site_id: string
  at: Time
  power_w: number
}

export interface PowerQuarterTable {
  organisation_id: string
  site_id: string
  at: Time
  mean_w: number
  max_w: number
}

export interface TransactionCurveTable {
  station_id: string
  transaction_id: number
  organisation_id: string
  from_at: Time
  to_at: Time
  parts: ColumnType<readonly PackedPart[], string, string>
}

export interface DaySizesTable {
  of_table: DailyTable
  sizes: ColumnType<readonly DaySize[], string, string>
  measured_at: Time
}

export interface PowerSixHoursTable extends PowerQuarterTable {
  quarters: number
}

export interface StationTable {
  id: string
  organisation_id: string
  site_id: string
  name: string | null
  admission: Admission
  password_hash: string | null
  tolerances: JsonWithDefault<Tolerance[]>
  boot_calls: Generated<boolean>
  message_rate_limit: number | null
  assume_version: Version | null
  note: string | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
  revision: Generated<number>
}

export interface StationStateTable {
  station_id: string
  organisation_id: string
  version: Version | null
  vendor: string | null
  model: string | null
  serial_number: string | null
  firmware_version: string | null
  iccid: string | null
  imsi: string | null
  boot_reason: string | null
  registration: 'Accepted' | 'Pending' | 'Rejected' | null
  booted_at: TimeOrNull
  heartbeat_interval_s: number | null
  connected: Generated<boolean>
  connected_at: TimeOrNull
  disconnected_at: TimeOrNull
  remote_address: string | null
  online: Generated<boolean>
  last_heard_at: TimeOrNull
  firmware_status: string | null
  diagnostics_status: string | null
  local_list_version: number | null
  local_list_expected: Json<object> | null
  deviations: Generated<number>
  refusals: Json<Refusals> | null
  overfull: JsonWithDefault<Pile[]>
  told_status: ConnectorStatus | null
  told_at: TimeOrNull
  status: string | null
  error_code: string | null
  error_info: string | null
  /** How far its clock is ahead of ours; a clock of the year 1 is 64 thousand million seconds behind. */
  skew_s: number | null
  clock_zone: LocalZone | null
}

export interface EvseTable {
  station_id: string
  evse_id: number
  organisation_id: string
  name: string | null
  max_power_w: number | null
  availability: Generated<'Operative' | 'Inoperative'>
}

export interface ConnectorTable {
  station_id: string
  evse_id: number
  connector_id: number
  organisation_id: string
  type: string | null
  max_power_w: number | null
  told_status: Generated<ConnectorStatus>
  status: Generated<ConnectorStatus>
  error_code: string | null
  vendor_error_code: string | null
  info: string | null
  status_at: TimeOrNull
  heard_at: TimeOrNull
}

/** What a component of a 2.x station says is wrong, until it says that it is not. */
export interface ComponentProblemTable {
  station_id: string
  component: string
  component_instance: string
  evse_id: number
  connector_id: number
  variable: string
  variable_instance: string
  organisation_id: string
  status: 'Faulted' | 'Unavailable'
  code: string | null
  info: string | null
  at: Time
  heard_at: Time
}

export interface IdTokenTable {
  organisation_id: string
  token_key: string
  token: string
  type: Generated<string>
  status: Generated<string>
  expires_at: TimeOrNull
  group_token: string | null
  allow_concurrent: Generated<boolean>
  language: string | null
  note: string | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
  revision: Generated<number>
}

export interface TransactionTable {
  id: number
  organisation_id: string
  site_id: string
  station_id: string
  evse_id: number | null
  connector_id: number | null
  version: Version
  wire_id: string
  state: 'open' | 'closed'
  charging_state: string | null
  id_token: string | null
  id_token_type: string | null
  group_token: string | null
  authorization_status: string | null
  remote_start_id: number | null
  reservation_id: number | null
  started_at: Time
  stopped_at: TimeOrNull
  stop_reason: string | null
  stop_id_token: string | null
  closed_by: string | null
  close_note: string | null
  meter_start_wh: number | null
  meter_stop_wh: number | null
  uncertain: JsonWithDefault<Uncertain[]>
  flags: JsonWithDefault<TransactionFlag[]>
  started_at_sent: TimeOrNull
  stopped_at_sent: TimeOrNull
  start_heard_at: ColumnType<Date, Date | string | undefined, Date | string>
  over_since: TimeOrNull
  over_by: OverBy | null
  matched_by: string | null
}

/** What changes with every reading of a transaction. */
export interface TransactionMeterTable {
  station_id: string
  id: number
  organisation_id: string
  /** null: not known. */
  energy_wh: number | null
  exported_wh: number | null
  meter_last_wh: number | null
  power_w: number | null
  soc_percent: number | null
  metered_at: TimeOrNull
  power_at: TimeOrNull
  power_until: TimeOrNull
  /** Its meter values lie between these, by their own times. */
  first_value_at: TimeOrNull
  last_value_at: TimeOrNull
  last_sign_at: ColumnType<Date, Date | string | undefined, Date | string>
  heard_at: Time
  updated_at: Time
  /** JSON. */
  seq_nos: Generated<string>
  /** JSON. */
  register: Generated<string>
}

/** Both as one, to read. */
export type WholeTransactionTable = TransactionTable & TransactionMeterTable

/** What a transaction gave on a day of its site's calendar. */
export interface EnergyBeforeTable {
  transaction_id: number
  station_id: string
  midnight: Time
  organisation_id: string
  energy_wh: number
  made_at: Time
}

export interface EnergyShareTable {
  station_id: string
  day: CalendarDay
  transaction_id: number
  organisation_id: string
  site_id: string
  begins: boolean
  unknown: boolean
  energy_wh: number | null
  exported_wh: number | null
  charging_s: number | null
}

/** Sums of shares; with an empty station, of the whole site. */
export interface EnergyDayTable {
  organisation_id: string
  station_id: string
  day: CalendarDay
  site_id: string
  sessions: number
  unknown: number
  energy_wh: number | null
  exported_wh: number | null
  charging_s: number | null
}

/** Transactions that are over and changed since their shares were made. */
export interface EnergyDueTable {
  station_id: string
  transaction_id: number
  organisation_id: string
  at: Time
}

export interface TransactionEventTable {
  id: Generated<number>
  organisation_id: string
  station_id: string
  transaction_id: number
  type: string
  trigger_reason: string | null
  seq_no: number | null
  at: Time
  received_at: Time
  offline: Generated<boolean>
  payload: Json<Members>
}

export interface MeterValueTable {
  bucket: number
  organisation_id: string
  station_id: string
  evse_id: number
  connector_id: number | null
  transaction_id: number | null
  at: Time
  received_at: Time
  digest: number
  energy_wh: number | null
  power_w: number | null
  current_a: number | null
  voltage_v: number | null
  soc_percent: number | null
  /** JSON; null: they stand in the message that brought them, received at that moment. */
  samples: string | null
}

export interface MessageTable {
  bucket: number
  id: Generated<number>
  organisation_id: string
  station_id: string
  version: string
  direction: 'in' | 'out'
  action: string | null
  message_id: string | null
  at: Time
  answered_at: TimeOrNull
  outcome: string
  request: string
  /** Of the whole frame, where only its beginning is kept. */
  request_bytes: number | null
  request_sha256: string | null
  response: string | null
  response_bytes: number | null
  response_sha256: string | null
  error_code: string | null
  problem: string | null
  problem_path: string | null
  deviations: Json<object[]> | null
}

export interface EventTable {
  lane: number
  id: Generated<number>
  organisation_id: string
  at: Time
  kind: EventKind
  station_id: string | null
  subject: string | null
  data: Json<object>
}

export interface ConfigurationKeyTable {
  station_id: string
  organisation_id: string
  key: string
  value: string | null
  readonly: boolean
  at: Time
}

export interface VariableTable {
  station_id: string
  organisation_id: string
  component: string
  component_instance: Generated<string>
  evse_id: Generated<number>
  connector_id: Generated<number>
  variable: string
  variable_instance: Generated<string>
  attribute: Generated<string>
  value: string | null
  mutability: string | null
  persistent: boolean | null
  constant: boolean | null
  data_type: string | null
  unit: string | null
  min_limit: number | null
  max_limit: number | null
  values_list: string | null
  supports_monitoring: boolean | null
  at: Time
}

export interface ChargingProfileTable {
  id: number
  organisation_id: string
  name: string
  profile: Json<Members>
  created_at: Generated<Date>
  updated_at: Generated<Date>
  revision: Generated<number>
}

export interface InstalledChargingProfileTable {
  station_id: string
  organisation_id: string
  profile_id: number
  evse_id: number
  purpose: string
  stack_level: number
  transaction_id: number | null
  profile: Json<ChargingProfileType & Members>
  source: string
  at: Time
}

export interface ReservationTable {
  /** Ours is unique in the system; a caller may choose one, and two stations may then have the same. */
  id: number
  organisation_id: string
  station_id: string
  evse_id: number | null
  connector_id: number | null
  connector_type: string | null
  id_token: string
  id_token_type: string | null
  group_token: string | null
  expires_at: Time
  state: ReservationState
  transaction_id: number | null
  created_at: Time
  updated_at: Time
}

export interface RemoteStartTable {
  station_id: string
  organisation_id: string
  remote_start_id: number
  id_token: string
  id_token_type: string
  at: Time
}

export interface OperationTable {
  id: number
  organisation_id: string
  station_id: string
  kind: OperationKind
  /** On the wire; the caller may have chosen it, so it is unique neither in the system nor at the station. */
  request_id: number | null
  status: string
  detail: JsonWithDefault<OperationDetail>
  /** The station's answer to the command. Written apart from the rest: its first notification may come at the same moment. */
  response: JSONColumnType<object | null, string | null | undefined, string | null>
  requested_at: Time
  updated_at: Time
  /** By when its next word is to be here; null: there is none to come. */
  due_at: TimeOrNull
  state: Generated<JobStateName>
  attempts: Generated<number>
  next_try_at: TimeOrNull
  try_until: TimeOrNull
  lease_holder: string | null
  lease_until: TimeOrNull
  actor: Generated<string>
  action: string | null
}

export interface SecurityEventTable {
  id: Generated<number>
  organisation_id: string
  station_id: string
  type: string
  at: Time
  received_at: Time
  tech_info: string | null
}

export interface AuditTable {
  id: Generated<number>
  organisation_id: string
  at: Time
  actor: string
  action: string
  subject_type: string
  subject_id: string
  detail: JsonWithDefault<Members>
}

export interface ApiTokenTable {
  id: Generated<number>
  organisation_id: string
  name: string
  token_hash: string
  origin: TokenOrigin
  created_at: Generated<Date>
  created_by: string | null
  expires_at: TimeOrNull
  last_used_at: TimeOrNull
}

export interface UnknownStationTable {
  id: string
  organisation_id: string
  version: string | null
  vendor: string | null
  model: string | null
  serial_number: string | null
  firmware_version: string | null
  remote_address: string | null
  address_key: string | null
  first_seen_at: Time
  last_seen_at: Time
  attempts: Generated<number>
}

/** Who of several nodes runs it, and until when by the database's clock. */
export interface LeaseTable {
  name: string
  holder: string
  until: Date
}

/** The last event that a durable follower is done with. */
export interface EventCursorTable {
  follower: string
  stations: number
  people: number
  at: Date
  moved_at: Generated<Date>
}

/** null: for ever, however large. */
export interface RetentionRuleTable {
  kind: string
  max_age_days: number | null
  max_bytes: number | null
}

export interface Tables {
  retention_rule: RetentionRuleTable
  transaction_curve: TransactionCurveTable
  day_sizes: DaySizesTable
  power_quarter: PowerQuarterTable
  power_six_hours: PowerSixHoursTable
  energy_before: EnergyBeforeTable
  energy_share: EnergyShareTable
  energy_day: EnergyDayTable
  energy_due: EnergyDueTable
  lease: LeaseTable
  event_cursor: EventCursorTable
  server_key: ServerKeyTable
  organisation: OrganisationTable
  site: SiteTable
  power_sample: PowerSampleTable
  station: StationTable
  station_state: StationStateTable
  evse: EvseTable
  connector: ConnectorTable
  component_problem: ComponentProblemTable
  id_token: IdTokenTable
  transaction: TransactionTable
  transaction_meter: TransactionMeterTable
  whole_transaction: WholeTransactionTable
  transaction_event: TransactionEventTable
  meter_value: MeterValueTable
  /** With signed readings whose day is gone. */
  any_meter_value: MeterValueTable
  message: MessageTable
  event: EventTable
  configuration_key: ConfigurationKeyTable
  variable: VariableTable
  charging_profile: ChargingProfileTable
  installed_charging_profile: InstalledChargingProfileTable
  reservation: ReservationTable
  remote_start: RemoteStartTable
  operation: OperationTable
  security_event: SecurityEventTable
  audit: AuditTable
  api_token: ApiTokenTable
  unknown_station: UnknownStationTable
}
