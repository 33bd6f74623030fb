/**
 * Two years of history, set by set. What the tables look like to the bench stands here and nowhere else. `n` in a statement is the number of
 * the row; the earlier the number, the longer ago. Times have milliseconds, as ours have.
 */
import {
  busyStation,
  everyNeverSeen,
  firstNeverSeen,
  type HistorySize,
  historyDays,
  historySites,
  longTransaction,
  openTransactions,
  ownSites,
  stationPrefix,
} from './history-size.ts'

export interface Filling {
  /** null: a few rows only. */
  readonly table: string | null
  /** Filled without its indexes, which are made anew afterwards. Those of a day are small. */
  readonly isWhole: boolean
  readonly statement: string
}

const whole = (table: string, statement: string): Filling => ({ table, isWhole: true, statement })
const byDays = (table: string, statement: string): Filling => ({ table, isWhole: false, statement })

const organisation = (station: string) =>
  `case when ${station} % ${historySites} < ${ownSites} then 'default' else 'second' end`
const site = (station: string) => `'history-' || ${station} % ${historySites}`
const station = (index: string) => `'${stationPrefix}' || ${index}`
const card = (index: string) => `'CARD' || lpad((${index})::text, 6, '0')`
/** The same for every statement. */
const now = '(select at from bench_history)'
const bucket = (index: string) => `station_bucket(${station(index)})`
const version = (index: string) => `case when ${index} % 4 = 3 then 'ocpp2.0.1' else 'ocpp1.6' end`
/** When row `n` of `count` happened, if they are spread evenly until now. */
const when = (n: string, count: number) =>
  `date_trunc('milliseconds', ${now} - interval '${historyDays} days' * (1 - ${n}::float8 / ${count}))`

export function fillings(size: HistorySize): Filling[] {
  return [
    ...house(size),
    ...ofStations(size),
    ...days(),
    ...transactions(size),
    meterValues(size),
    ...longSeries(size),
    messages(size),
    ...records(size),
    ...sums(size),
  ]
}

const dayCount = historyDays + 2
/** One transaction holds a lock on everything it makes, and a server has room for some thousands. */
const daysAtOnce = 100

/** As the server would have made them, had it been there. */
const days = (): Filling[] =>
  ['message', 'event', 'meter_value'].flatMap((table) =>
    Array.from({ length: Math.ceil(dayCount / daysAtOnce) }, (_, part) =>
      plain(`do $$ declare today timestamptz := date_trunc('day', ${now}, 'UTC'); begin
      for n in ${part * daysAtOnce}..${Math.min(dayCount, (part + 1) * daysAtOnce) - 1} loop
        execute format('create table if not exists %I partition of ${table} for values from (%L) to (%L)',
          '${table}_' || to_char((today - interval '1 day' * n) at time zone 'UTC', 'YYYYMMDD'),
          today - interval '1 day' * n, today - interval '1 day' * (n - 1));
      end loop; end $$`),
    ),
  )

const plain = (statement: string): Filling => ({ table: null, isWhole: false, statement })

const house = ({ stations, idTokens }: HistorySize): Filling[] => [
  plain(`insert into organisation (id, name) values ('second', 'Second organisation')`),
  plain(`insert into site (id, organisation_id, name, time_zone, currency, city, country)
    select 'history-' || n, ${organisation('n')}, 'History site ' || n, 'Asia/Kolkata', 'INR', 'City ' || n % 7, 'IN'
    from generate_series(0, ${historySites - 1}) n`),
  plain(`insert into station (id, organisation_id, site_id, name, admission)
    select ${station('n')}, ${organisation('n')}, ${site('n')}, 'Station ' || n, 'accepted'
    from generate_series(0, ${stations - 1}) n`),
  // Those above are all connected where memory is measured, and these would not be let in.
  plain(`insert into station (id, organisation_id, site_id, name, admission)
    select 'PENDING-' || n, 'default', 'history-0', 'Waiting ' || n, 'pending' from generate_series(1, 20) n`),
  plain(`insert into id_token (organisation_id, token_key, token, status, expires_at, group_token, note)
    select 'default', lower(${card('n')}), ${card('n')}, case when n % 50 = 0 then 'blocked' else 'accepted' end,
      case when n % 20 = 1 then ${now} - interval '1 day' * (n % 300) end,
      case when n % 3 = 0 then 'FLEET' || n % 200 end, case when n % 10 = 0 then 'Card of driver ' || n end
    from generate_series(0, ${idTokens - 1}) n`),
  plain(`insert into charging_profile (id, organisation_id, name, profile)
    select 2000000000 + n, 'default', 'Night ' || n, '${profile}' from generate_series(1, 200) n`),
  plain(`insert into unknown_station (id, organisation_id, version, vendor, first_seen_at, last_seen_at)
    select 'STRANGER-' || n, 'default', 'ocpp1.6', 'Vendor', ${now} - interval '1 day', ${now} - interval '1 minute' * n
    from generate_series(1, 500) n`),
  plain(`insert into power_sample (organisation_id, site_id, at, power_w)
    select 'default', case when s < 0 then '' else 'history-' || s end,
      date_trunc('minute', ${now}) - interval '1 minute' * n, 100000 + n % 977
    from generate_series(1, ${8 * 24 * 60}) n, generate_series(-1, ${ownSites - 1}) s`),
]

const profile = JSON.stringify({
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  stackLevel: 0,
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
})

const ofStations = ({ stations }: HistorySize): Filling[] => [
  plain(`insert into station_state (station_id, organisation_id, version, vendor, model, serial_number, firmware_version, registration,
      booted_at, heartbeat_interval_s, online, last_heard_at)
    select ${station('n')}, ${organisation('n')}, ${version('n')}, 'Vendor ' || n % 9, 'Model ' || n % 31, 'SN' || n, '1.' || n % 12, 'Accepted',
      ${now} - interval '3 days', 300, false, ${now} - interval '1 second' * n
    from generate_series(0, ${stations - 1}) n where n % ${everyNeverSeen} <> ${firstNeverSeen}`),
  plain(`insert into evse (station_id, evse_id, organisation_id, max_power_w)
    select ${station('n')}, e, ${organisation('n')}, 22000
    from generate_series(0, ${stations - 1}) n, generate_series(1, 2) e`),
  plain(`insert into connector (station_id, evse_id, connector_id, organisation_id, type, told_status, status, error_code,
      status_at, heard_at)
    select ${station('n')}, e, 1, ${organisation('n')}, 'sType2', status, status,
      case when status = 'Faulted' then 'GroundFailure' end, ${now} - interval '1 hour', ${now} - interval '1 hour'
    from generate_series(0, ${stations - 1}) n, generate_series(1, 2) e,
      lateral (select case when (n * 2 + e) % 150 = 0 then 'Faulted' when (n + e) % 3 = 0 then 'Charging' else 'Available' end
        as status) s`),
  plain(`insert into component_problem (station_id, component, component_instance, evse_id, connector_id, variable,
      variable_instance, organisation_id, status, code, at, heard_at)
    select ${station('n')}, 'PowerConverter', '', 1, 0, 'Problem', '', ${organisation('n')}, 'Faulted', 'E' || n % 30,
      ${now} - interval '1 hour', ${now} - interval '1 hour'
    from generate_series(3, ${stations - 1}, 400) n`),
  plain(`insert into configuration_key (station_id, organisation_id, key, value, readonly, at)
    select ${station('n')}, ${organisation('n')}, 'Key' || lpad(k::text, 2, '0'), (n + k)::text, k % 4 = 0, ${now}
    from generate_series(0, ${stations - 1}) n, generate_series(1, 60) k where n % 4 <> 3`),
  plain(`insert into variable (station_id, organisation_id, component, evse_id, variable, attribute, value, mutability, at)
    select ${station('n')}, ${organisation('n')}, 'Component' || lpad((v / 10)::text, 2, '0'), v % 2, 'Variable' || lpad((v % 10)::text, 2, '0'), 'Actual',
      (n + v)::text, 'ReadWrite', ${now}
    from generate_series(3, ${stations - 1}, 4) n, generate_series(1, 150) v`),
  plain(`insert into installed_charging_profile (station_id, organisation_id, profile_id, evse_id, purpose, stack_level, profile, source, at)
    select ${station('n')}, ${organisation('n')}, 2000000000 + n % 200, 0, 'TxDefaultProfile', 0, '${profile}', 'CSO', ${now}
    from generate_series(0, ${stations - 1}) n`),
]

/** Columns of a transaction's number `n`, by which other tables find it. */
const transactionPlace = (size: HistorySize) => `
    select n, (n::bigint * 7919 % ${size.stations})::int as s, 1 + n % 2 as evse,
      (n::bigint * 48271 % ${size.idTokens})::int as card, n > ${size.transactions - openTransactions(size)} as open,
      ${when('n', size.transactions)} - interval '3 hours' as started_at,
      case when n = ${longTransaction(size)} then interval '14 days' else interval '1 minute' * (20 + n % 160) end as lasted,
      (5000 + n % 40000)::float8 as wh
    from generate_series(1, ${size.transactions}) n`

const transactions = (size: HistorySize): Filling[] => [
  whole(
    'transaction',
    `insert into transaction (id, organisation_id, site_id, station_id, evse_id, connector_id, version, wire_id, state,
      charging_state, id_token, authorization_status, started_at, stopped_at, stop_reason, meter_start_wh, meter_stop_wh,
      uncertain, started_at_sent, stopped_at_sent, start_heard_at, over_since, over_by)
    select n, ${organisation('s')}, ${site('s')}, ${station('s')}, evse, 1, ${version('s')}, n::text,
      case when open then 'open' else 'closed' end, case when open then 'Charging' end, ${card('card')}, 'Accepted', started_at,
      case when not open then started_at + lasted end, case when not open then 'Local' end, n,
      case when not open then n + wh end,
      case when n % 200 = 0 then '[{"reason":"samples-differ","takenWh":5000,"otherWh":7000}]'
        when n % 5001 = 0 then '[{"reason":"meter-replaced","takenWh":5000,"otherWh":null}]' else '[]' end::json,
      started_at, case when not open then started_at + lasted end, started_at,
      case when open and n % 10 = 0 then ${now} end, case when open and n % 10 = 0 then 'available' end
    from (${transactionPlace(size)}) r`,
  ),
  whole(
    'transaction_meter',
    `insert into transaction_meter (station_id, id, organisation_id, energy_wh, meter_last_wh, power_w, metered_at, power_at,
      power_until, first_value_at, last_value_at, last_sign_at, heard_at, updated_at)
    select ${station('s')}, n, ${organisation('s')}, wh, n + wh, case when open then 7360 end, until,
      case when open then ${now} end, case when open then ${now} + interval '2 hours' end, started_at, until, until, started_at, until
    from (${transactionPlace(size)}) r, lateral (select case when open then ${now} else started_at + lasted end as until) u`,
  ),
  whole(
    'transaction_event',
    `insert into transaction_event (organisation_id, station_id, transaction_id, type, trigger_reason, seq_no, at, received_at, payload)
    select ${organisation('s')}, ${station('s')}, n, case when e = 1 then 'Started' else 'Ended' end, 'Local', e, at, at,
      json_build_object('connectorId', 1, 'idTag', ${card('card')}, 'meterStart', n, 'timestamp', at)
    from (${transactionPlace(size)}) r, generate_series(1, ${size.transactionEventsEach}) e,
      lateral (select started_at + lasted * (e - 1) as at) t
    where not open or e = 1`,
  ),
]

const meterColumns = `bucket, at, station_id, evse_id, digest, organisation_id, connector_id, transaction_id, received_at,
      energy_wh, power_w, current_a, voltage_v`

/** What else was sampled stands in the messages. */
const meterValues = (size: HistorySize): Filling => {
  const each = Math.max(2, Math.round((size.meterValues - size.longTransactionValues) / size.transactions))
  return byDays(
    'meter_value',
    `insert into meter_value (${meterColumns})
    select ${bucket('s')}, at, ${station('s')}, evse, n::bigint * 64 + v, ${organisation('s')}, 1, n, at,
      n + wh * v / ${each}, 7360 + v * 10, 31.9, 230.4
    from (${transactionPlace(size)}) r, generate_series(1, ${each}) v, lateral (
      select date_trunc('milliseconds', started_at + least(lasted, ${now} - started_at) * v / ${each}) as at) t
    where n <> ${longTransaction(size)}`,
  )
}

const longSeries = (size: HistorySize): Filling[] => {
  const series = `(${transactionPlace(size)}) r, generate_series(1, ${size.longTransactionValues}) v, lateral (
      select date_trunc('milliseconds', started_at + lasted * v / ${size.longTransactionValues}) as at) t
    where n = ${longTransaction(size)}`
  return [
    byDays(
      'meter_value',
      `insert into meter_value (${meterColumns})
    select ${bucket('s')}, at, ${station('s')}, evse, n::bigint * 64 + v, ${organisation('s')}, 1, n, at, n + v,
      7000 + v % 777, 31.9, 230.4 from ${series}`,
    ),
    byDays(
      'message',
      `insert into message (${messageColumns})
    select ${bucket('s')}, at, ${station('s')}, ${organisation('s')}, ${version('s')}, 'in', 'MeterValues', 'v' || v,
      at + interval '8 milliseconds', 'answered', '[2,"v' || v || '","MeterValues",' || ${payloadOf(`'MeterValues'`)} || ']',
      '[3,"v' || v || '",{}]', null, null from ${series}`,
    ),
  ]
}

/** Actions by the last two digits of a message's number. */
const action = `case when h < 60 then 'MeterValues' when h < 80 then 'Heartbeat' when h < 90 then 'StatusNotification'
      when h < 93 then 'Authorize' when h < 95 then 'StartTransaction' when h < 97 then 'StopTransaction'
      when h < 99 then 'TriggerMessage' when n % 10007 < 200 then 'FirmwareStatusNotification' else 'GetConfiguration' end`

const payloadOf = (action: string) => `case ${action}
      when 'MeterValues' then '{"connectorId":1,"transactionId":' || n || ',"meterValue":[{"timestamp":"' || at || '","sampledValue":'
        '[{"value":"' || n || '","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"},'
        '{"value":"7360","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"},'
        '{"value":"31.9","context":"Sample.Periodic","measurand":"Current.Import","phase":"L1","unit":"A"},'
        '{"value":"230.4","context":"Sample.Periodic","measurand":"Voltage","phase":"L1-N","unit":"V"}]}]}'
      when 'StatusNotification' then '{"connectorId":1,"errorCode":"NoError","status":"Charging","timestamp":"' || at || '"}'
      when 'Authorize' then '{"idTag":"CARD' || lpad((n % 50000)::text, 6, '0') || '"}'
      when 'StartTransaction' then '{"connectorId":1,"idTag":"CARD000001","meterStart":' || n || ',"timestamp":"' || at || '"}'
      when 'StopTransaction' then '{"transactionId":' || n || ',"meterStop":' || n || ',"timestamp":"' || at || '","reason":"Local"}'
      else '{}' end`

const messageColumns = `bucket, at, station_id, organisation_id, version, direction, action, message_id, answered_at, outcome,
      request, response, error_code, problem`

const messages = ({ messages: count, busyStationShare, stations }: HistorySize): Filling =>
  byDays(
    'message',
    `insert into message (${messageColumns})
    select ${bucket('s')}, at, ${station('s')}, ${organisation('s')}, ${version('s')}, direction, action, 'm' || n,
      at + interval '8 milliseconds', outcome, '[2,"m' || n || '","' || action || '",' || ${payloadOf('action')} || ']',
      case outcome when 'answered' then '[3,"m' || n || '",{}]' else '[4,"m' || n || '","FormationViolation","",{}]' end,
      case outcome when 'refused' then 'FormationViolation' end, case outcome when 'refused' then 'must be a number' end
    from (select n, (n * 7 + n / 100) % 100 as h,
        case when n % ${Math.round(1 / busyStationShare)} = 0 then ${busyStation} else 1 + n % ${stations - 1} end as s,
        ${when('n', count)} as at from generate_series(1, ${count}) n) r,
      lateral (select ${action} as action) a,
      lateral (select case when action in ('TriggerMessage', 'GetConfiguration') then 'out' else 'in' end as direction,
        case when n % 499 = 0 then 'refused' else 'answered' end as outcome) d`,
  )

const records = ({
  stations,
  events,
  audits,
  securityEvents,
  reservations,
  operations,
  idTokens,
}: HistorySize): Filling[] => [
  byDays(
    'event',
    `insert into event (lane, organisation_id, at, kind, station_id, subject, data)
    select 1, ${organisation('s')}, ${when('n', events)}, case when n % 2 = 0 then 'connector.status' else 'transaction.updated' end,
      ${station('s')}, n::text, '{"status":"Charging","evse":1,"connector":1}'
    from (select n, n % ${stations} as s from generate_series(1, ${events}) n) r`,
  ),
  whole(
    'audit',
    `insert into audit (organisation_id, at, actor, action, subject_type, subject_id, detail)
    select ${organisation('n')}, ${when('n', audits)}, 'token setting', 'command',
      case n % 4 when 0 then 'id-token' when 1 then 'site' else 'station' end,
      case n % 4 when 0 then ${card(`n % ${idTokens}`)} when 1 then ${site('n')} else ${station(`n % ${stations}`)} end,
      '{"action":"TriggerMessage","request":{"requestedMessage":"MeterValues"}}'
    from generate_series(1, ${audits}) n`,
  ),
  whole(
    'security_event',
    `insert into security_event (organisation_id, station_id, type, at, received_at, tech_info)
    select ${organisation('s')}, ${station('s')}, 'StartupOfTheDevice', at, at, 'after power was back'
    from (select n, case when n % 20 = 0 then ${busyStation} else n % ${stations} end as s, ${when('n', securityEvents)} as at
      from generate_series(1, ${securityEvents}) n) r`,
  ),
  whole(
    'reservation',
    `insert into reservation (station_id, id, organisation_id, evse_id, connector_id, id_token, expires_at, state,
      created_at, updated_at)
    select ${station('s')}, 1000000000 + n, ${organisation('s')}, 1, 1, ${card(`n % ${idTokens}`)}, at + interval '1 hour',
      (array['used', 'expired', 'cancelled', 'rejected'])[1 + n % 4], at, at
    from (select n, n % ${stations} as s, ${when('n', reservations)} - interval '1 day' as at
      from generate_series(1, ${reservations}) n) r`,
  ),
  whole(
    'operation',
    `insert into operation (id, organisation_id, station_id, kind, request_id, status, detail, requested_at, updated_at)
    select 1500000000 + n, ${organisation('s')}, ${station('s')}, 'diagnostics', n, 'Uploaded', '{"fileName":"diagnostics.zip"}', at, at
    from (select n, case when n % 20 = 0 then ${busyStation} else n % ${stations} end as s,
      ${when('n', operations)} - interval '1 day' as at from generate_series(1, ${operations}) n) r`,
  ),
  plain(`select setval('wire_number', ${1_700_000_000})`),
]

/** What is kept of energy and power when the readings go. */
const sums = (size: HistorySize): Filling[] => [
  // The server makes the curve of it.
  plain(`insert into energy_due (station_id, transaction_id, organisation_id, at)
    select station_id, id, organisation_id, ${now} from transaction where id = ${longTransaction(size)}`),
  whole(
    'energy_share',
    `insert into energy_share (station_id, day, transaction_id, organisation_id, site_id, begins, unknown, energy_wh, exported_wh, charging_s)
    select ${station('s')}, started_at::date, n, ${organisation('s')}, ${site('s')}, true, false, wh, 0, extract(epoch from lasted)
    from (${transactionPlace(size)}) r where not open`,
  ),
  ...['station_id, day, site_id', `''::text, day, site_id`, `''::text, day, ''::text`].map((of) =>
    whole(
      'energy_day',
      `insert into energy_day (organisation_id, station_id, day, site_id, sessions, unknown, energy_wh, exported_wh, charging_s)
    select organisation_id, ${of}, count(*), 0, sum(energy_wh), 0, sum(charging_s)
    from energy_share group by organisation_id, ${of}`,
    ),
  ),
  whole(
    'power_quarter',
    `insert into power_quarter (organisation_id, site_id, at, mean_w, max_w)
    select 'default', case when s < 0 then '' else 'history-' || s end,
      date_bin('15 minutes', ${now}, timestamptz '2020-01-01') - interval '15 minutes' * n, 100000 + n % 977, 150000 + n % 977
    from generate_series(1, ${historyDays * 24 * 4}) n, generate_series(-1, ${ownSites - 1}) s`,
  ),
  whole(
    'power_six_hours',
    `insert into power_six_hours (organisation_id, site_id, at, quarters, mean_w, max_w)
    select organisation_id, site_id, date_bin('6 hours', at, timestamptz '2020-01-01'), count(*), avg(mean_w), max(max_w)
    from power_quarter group by 1, 2, 3`,
  ),
]
