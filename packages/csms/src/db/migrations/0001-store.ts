/**
 * The first shape of the store. Every row belongs to an organisation, every station to a site; what belongs to the house itself
 * (`group_commit`, `server_key`, `lease`, `event_cursor`, `retention_rule`) to none.
 * Operator-owned facts (`station`, `site`, `id_token` …) and what stations tell us (`station_state`, `connector` …)
 * live in different tables, so that a group commit never overwrites an operator's edit.
 * The append-only hot tables (`message`, `meter_value`, `transaction_event`, `event`) carry no foreign keys: a check per row
 * would cost more than the row. Nor do the hot tables check what we wrote as JSON ourselves and only read back (`samples`, `register`), or
 * compare ids by the rules of a language.
 *
 * What grows for years is cut into days by `db/partitions.ts`, by time of receipt; meter values by their own time, since a value that is
 * sent again has to meet the first one. Their keys begin with the station's bucket (`db/bucket.ts`): ten thousand stations with an index
 * leaf each would write ten thousand whole pages into the log after every checkpoint.
 */
export const store = /* sql */ `
create sequence wire_number increment by 100;

-- As bucketOf in db/bucket.ts.
create function station_bucket(station_id text) returns smallint language sql immutable strict parallel safe as
$$ select ((get_byte(d, 0) << 2) | (get_byte(d, 1) >> 6))::smallint from sha256(convert_to(station_id, 'UTF8')) as d $$;

create table group_commit (
  writer text collate "C" primary key,
  previous bigint not null,
  batch bigint not null,
  constraint group_commit_follows check (batch = previous + 1)
);

create table server_key (
  fingerprint text collate "C" primary key
);

-- Who of several nodes runs what may run once.
create table lease (
  name text collate "C" primary key,
  holder text not null,
  until timestamptz not null
);

-- How far a follower of the events has come.
create table event_cursor (
  follower text collate "C" primary key,
  stations bigint not null,
  people bigint not null,
  at timestamptz not null,
  moved_at timestamptz not null default now()
);

create table organisation (
  id text collate "C" primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table site (
  id text collate "C" primary key,
  organisation_id text collate "C" not null references organisation,
  name text not null,
  time_zone text not null,
  currency text not null,
  address text,
  city text,
  postal_code text,
  country text,
  latitude double precision,
  longitude double precision,
  grid_limit_a double precision,
  grid_limit_w double precision,
  grid_phases smallint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  revision integer not null default 1
);
create index site_organisation on site (organisation_id);

create table power_sample (
  organisation_id text collate "C" not null,
  site_id text collate "C" not null,
  at timestamptz not null,
  power_w double precision not null,
  primary key (organisation_id, site_id, at)
);

-- Of a site, and with an empty site of the organisation, for a quarter of an hour; made of the samples before they go.
create table power_quarter (
  organisation_id text collate "C" not null,
  site_id text collate "C" not null,
  at timestamptz not null,
  mean_w double precision not null,
  max_w double precision not null,
  primary key (organisation_id, site_id, at)
);

-- Six hours of these, for charts of years.
create table power_six_hours (
  organisation_id text collate "C" not null,
  site_id text collate "C" not null,
  at timestamptz not null,
  -- How many quarters there are; a site has none for one in which it gave no power.
  quarters integer not null,
  mean_w double precision not null,
  max_w double precision not null,
  primary key (organisation_id, site_id, at)
);

create table station (
  id text collate "C" primary key,
  organisation_id text collate "C" not null references organisation,
  site_id text collate "C" not null references site,
  name text,
  admission text not null,
  password_hash text,
  tolerances json not null default '[]',
  boot_calls boolean not null default false,
  message_rate_limit integer,
  assume_version text,
  note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  revision integer not null default 1
);
create index station_site on station (site_id);
create index station_organisation on station (organisation_id, id);

create table station_state (
  station_id text collate "C" primary key references station on delete cascade,
  organisation_id text collate "C" not null,
  version text,
  vendor text,
  model text,
  serial_number text,
  firmware_version text,
  iccid text,
  imsi text,
  boot_reason text,
  registration text,
  booted_at timestamptz,
  heartbeat_interval_s integer,
  connected boolean not null default false,
  connected_at timestamptz,
  disconnected_at timestamptz,
  remote_address text,
  online boolean not null default false,
  last_heard_at timestamptz,
  firmware_status text,
  diagnostics_status text,
  local_list_version integer,
  local_list_expected json,
  deviations integer not null default 0,
  refusals json,
  overfull json not null default '[]',
  told_status text,
  told_at timestamptz,
  status text,
  error_code text,
  error_info text,
  skew_s double precision,
  clock_zone text
);

create table evse (
  station_id text collate "C" not null references station on delete cascade,
  evse_id integer not null,
  organisation_id text collate "C" not null,
  name text,
  max_power_w double precision,
  availability text not null default 'Operative',
  primary key (station_id, evse_id)
);

create table connector (
  station_id text collate "C" not null references station on delete cascade,
  evse_id integer not null,
  connector_id integer not null,
  organisation_id text collate "C" not null,
  type text,
  max_power_w double precision,
  told_status text not null default 'Unknown',
  status text not null default 'Unknown',
  error_code text,
  vendor_error_code text,
  info text,
  status_at timestamptz,
  heard_at timestamptz,
  primary key (station_id, evse_id, connector_id)
);

create table component_problem (
  station_id text collate "C" not null references station on delete cascade,
  component text not null,
  component_instance text not null,
  evse_id integer not null,
  connector_id integer not null,
  variable text not null,
  variable_instance text not null,
  organisation_id text collate "C" not null,
  status text not null,
  code text,
  info text,
  at timestamptz not null,
  heard_at timestamptz not null,
  primary key (station_id, component, component_instance, evse_id, connector_id, variable, variable_instance)
);
create index component_problem_organisation on component_problem (organisation_id);

create table id_token (
  organisation_id text collate "C" not null references organisation,
  token_key text not null,
  token text not null,
  type text not null default 'ISO14443',
  status text not null default 'accepted',
  expires_at timestamptz,
  group_token text,
  allow_concurrent boolean not null default false,
  language text,
  note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  revision integer not null default 1,
  primary key (organisation_id, token_key)
);
create index id_token_group on id_token (organisation_id, lower(group_token), token_key) where group_token is not null;

create table transaction (
  station_id text collate "C" not null,
  id integer not null,
  organisation_id text collate "C" not null,
  site_id text collate "C" not null,
  evse_id integer,
  connector_id integer,
  version text not null,
  wire_id text collate "C" not null,
  state text not null,
  charging_state text,
  id_token text,
  id_token_type text,
  group_token text,
  authorization_status text,
  remote_start_id integer,
  reservation_id integer,
  started_at timestamptz not null,
  stopped_at timestamptz,
  stop_reason text,
  stop_id_token text,
  closed_by text,
  close_note text,
  meter_start_wh double precision,
  meter_stop_wh double precision,
  uncertain json not null default '[]',
  flags json not null default '[]',
  started_at_sent timestamptz,
  stopped_at_sent timestamptz,
  start_heard_at timestamptz not null default now(),
  over_since timestamptz,
  over_by text,
  matched_by text,
  -- Ids count up: what happened lately lies together, and so does what runs.
  primary key (id, station_id)
);
create index transaction_station on transaction (station_id, started_at desc);
create index transaction_recent on transaction (organisation_id, started_at desc, id desc);
create index transaction_token on transaction (organisation_id, lower(id_token), started_at desc);
create index transaction_open on transaction (station_id) where state = 'open';
create index transaction_charging on transaction (organisation_id, lower(id_token)) where state = 'open';
create index transaction_stopped on transaction (organisation_id, stopped_at);
create index transaction_site on transaction (organisation_id, site_id, started_at desc, id desc);
create index transaction_running on transaction (organisation_id, started_at desc, id desc) where state = 'open';
create index transaction_over on transaction (organisation_id, started_at desc, id desc) where over_since is not null;
create index transaction_uncertain on transaction (organisation_id, started_at desc, id desc) where uncertain::text <> '[]';
-- What may still be cleared up (history/held.ts).
create index transaction_in_doubt on transaction (stopped_at) where state = 'closed'
  and (uncertain::text <> '[]' or (closed_by is not null and flags::text not like '%"ended-after-close"%'));
create index transaction_wire on transaction (station_id, wire_id);
create index transaction_start_sent on transaction (station_id, started_at_sent) where started_at_sent is not null;
create index transaction_stop_sent on transaction (station_id, stopped_at_sent) where stopped_at_sent is not null;

-- What changes with every reading of a transaction. No index but its key, and room on its pages: an update stays where it is.
create table transaction_meter (
  station_id text collate "C" not null,
  id integer not null,
  organisation_id text collate "C" not null,
  energy_wh double precision,
  exported_wh double precision,
  meter_last_wh double precision,
  power_w double precision,
  soc_percent double precision,
  metered_at timestamptz,
  power_at timestamptz,
  power_until timestamptz,
  first_value_at timestamptz,
  last_value_at timestamptz,
  last_sign_at timestamptz not null default now(),
  heard_at timestamptz not null,
  updated_at timestamptz not null,
  seq_nos text not null default '[]',
  register text not null default '{}',
  primary key (id, station_id)
) with (fillfactor = 50);

-- What a transaction that ran at a midnight of its site had given by then (sites/energy-before.ts).
create table energy_before (
  transaction_id integer not null,
  station_id text collate "C" not null,
  midnight timestamptz not null,
  organisation_id text collate "C" not null,
  energy_wh double precision not null,
  made_at timestamptz not null,
  primary key (transaction_id, station_id, midnight)
);

-- What a transaction gave on a day of its site's calendar.
create table energy_share (
  station_id text collate "C" not null,
  day date not null,
  transaction_id integer not null,
  organisation_id text collate "C" not null,
  site_id text collate "C" not null,
  begins boolean not null,
  unknown boolean not null,
  energy_wh double precision,
  exported_wh double precision,
  charging_s double precision,
  primary key (station_id, day, transaction_id)
);
create index energy_share_transaction on energy_share (station_id, transaction_id);

-- Sums of these; with an empty station of the whole site, with an empty site, too, of the organisation.
create table energy_day (
  organisation_id text collate "C" not null,
  station_id text collate "C" not null,
  day date not null,
  site_id text collate "C" not null,
  sessions integer not null,
  -- How many of them have an energy nobody knows.
  unknown integer not null,
  energy_wh double precision,
  exported_wh double precision,
  charging_s double precision,
  primary key (organisation_id, station_id, site_id, day)
);
create index energy_day_site on energy_day (site_id, day);
create index energy_day_whole on energy_day (organisation_id, day) where station_id = '';

-- Transactions that are over and changed since their shares were made.
create table energy_due (
  station_id text collate "C" not null,
  transaction_id integer not null,
  organisation_id text collate "C" not null,
  at timestamptz not null,
  primary key (station_id, transaction_id)
);

create view whole_transaction with (security_invoker = true) as
select t.*, m.energy_wh, m.exported_wh, m.meter_last_wh, m.power_w, m.soc_percent, m.metered_at, m.power_at, m.power_until,
  m.first_value_at, m.last_value_at, m.last_sign_at, m.heard_at, m.updated_at, m.seq_nos, m.register
from transaction t left join transaction_meter m on m.station_id = t.station_id and m.id = t.id;

create table transaction_event (
  id bigint generated always as identity,
  organisation_id text collate "C" not null,
  station_id text collate "C" not null,
  transaction_id integer not null,
  type text not null,
  trigger_reason text,
  seq_no integer,
  at timestamptz not null,
  received_at timestamptz not null,
  offline boolean not null default false,
  payload json not null,
  primary key (station_id, transaction_id, id)
);
create index transaction_event_received on transaction_event using brin (received_at);

create table meter_value (
  bucket smallint not null,
  at timestamptz not null,
  station_id text collate "C" not null,
  evse_id integer not null,
  digest bigint not null,
  organisation_id text collate "C" not null,
  connector_id integer,
  transaction_id integer,
  received_at timestamptz not null,
  energy_wh double precision,
  power_w double precision,
  current_a double precision,
  voltage_v double precision,
  soc_percent double precision,
  -- null: they stand in the message that brought them, received at that moment.
  samples text,
  primary key (bucket, at, station_id, evse_id, digest)
) partition by range (at);
create table meter_value_default partition of meter_value default;
-- Signed readings whose day is gone. Not in the default partition, which is read as a whole when a day is made.
create table signed_meter_value (like meter_value including constraints, primary key (bucket, at, station_id, evse_id, digest));
create view any_meter_value with (security_invoker = true) as
select * from meter_value union all select * from signed_meter_value;
-- What may go by its age; the rest are signed readings.
create index meter_value_default_received on meter_value_default (received_at)
  where samples is null or not samples like '%"signed":%';

create table message (
  bucket smallint not null,
  at timestamptz not null,
  station_id text collate "C" not null,
  id bigint generated always as identity,
  organisation_id text collate "C" not null,
  version text not null,
  direction text not null,
  action text,
  message_id text,
  answered_at timestamptz,
  outcome text not null,
  request text not null,
  request_bytes integer,
  request_sha256 text,
  response text,
  response_bytes integer,
  response_sha256 text,
  error_code text,
  problem text,
  problem_path text,
  deviations json,
  primary key (bucket, at, station_id, id)
) partition by range (at);
create table message_default partition of message default;

-- Of a transaction with very many values: those of least and greatest power of each part of its time (transactions/meter-curve.ts).
create table transaction_curve (
  station_id text collate "C" not null,
  transaction_id integer not null,
  organisation_id text collate "C" not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  parts json not null,
  primary key (station_id, transaction_id)
);

-- How large the days of a table were that were over, as a list of {name, bytes, rows}.
create table day_sizes (
  of_table text collate "C" primary key,
  sizes json not null,
  measured_at timestamptz not null
);

-- A lane is a row of writers of which one commits at a time, so that within it the ids stand in the order of the commits.
create table event (
  lane smallint not null,
  id bigint generated always as identity,
  at timestamptz not null,
  organisation_id text collate "C" not null,
  kind text not null,
  station_id text collate "C",
  subject text,
  data json not null,
  primary key (lane, id, at)
) partition by range (at);
create table event_default partition of event default;

create table configuration_key (
  station_id text collate "C" not null references station on delete cascade,
  organisation_id text collate "C" not null,
  key text not null,
  value text,
  readonly boolean not null,
  at timestamptz not null,
  primary key (station_id, key)
);

create table variable (
  station_id text collate "C" not null references station on delete cascade,
  organisation_id text collate "C" not null,
  component text not null,
  component_instance text not null default '',
  evse_id integer not null default 0,
  connector_id integer not null default 0,
  variable text not null,
  variable_instance text not null default '',
  attribute text not null default 'Actual',
  value text,
  mutability text,
  persistent boolean,
  constant boolean,
  data_type text,
  unit text,
  min_limit double precision,
  max_limit double precision,
  values_list text,
  supports_monitoring boolean,
  at timestamptz not null,
  primary key (station_id, component, component_instance, evse_id, connector_id, variable, variable_instance, attribute)
);

create table charging_profile (
  id integer primary key,
  organisation_id text collate "C" not null references organisation,
  name text not null,
  profile json not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  revision integer not null default 1
);
create index charging_profile_name on charging_profile (organisation_id, name);

create table installed_charging_profile (
  station_id text collate "C" not null references station on delete cascade,
  organisation_id text collate "C" not null,
  profile_id integer not null,
  evse_id integer not null,
  purpose text not null,
  stack_level integer not null,
  transaction_id integer,
  profile json not null,
  source text not null,
  at timestamptz not null,
  primary key (station_id, profile_id)
);

create table reservation (
  station_id text collate "C" not null,
  id integer not null,
  organisation_id text collate "C" not null,
  evse_id integer,
  connector_id integer,
  connector_type text,
  id_token text not null,
  id_token_type text,
  group_token text,
  expires_at timestamptz not null,
  state text not null,
  transaction_id integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (station_id, id)
);
create index reservation_id on reservation (id);
create index reservation_station on reservation (station_id, created_at desc);
create index reservation_recent on reservation (organisation_id, created_at desc, id desc);
create index reservation_state on reservation (organisation_id, state, created_at desc, id desc);
create index reservation_token on reservation (organisation_id, lower(id_token), created_at desc);
create index reservation_running on reservation (expires_at) where state in ('requested', 'active');

create table remote_start (
  station_id text collate "C" not null references station on delete cascade,
  organisation_id text collate "C" not null,
  remote_start_id integer not null,
  id_token text not null,
  id_token_type text not null,
  at timestamptz not null,
  primary key (station_id, remote_start_id)
);

create table operation (
  id integer primary key,
  organisation_id text collate "C" not null,
  station_id text collate "C" not null,
  kind text not null,
  request_id integer,
  status text not null,
  detail json not null default '{}',
  response json,
  requested_at timestamptz not null,
  updated_at timestamptz not null,
  due_at timestamptz,
  state text not null default 'done',
  attempts integer not null default 1,
  next_try_at timestamptz,
  try_until timestamptz,
  lease_holder text,
  lease_until timestamptz,
  actor text not null default '',
  action text
);
create index operation_due on operation (due_at) where due_at is not null;
create index operation_station on operation (station_id, requested_at desc);
create index operation_next on operation (next_try_at) where state = 'queued';
create index operation_lease on operation (lease_until) where state = 'sending';

create table security_event (
  id bigint generated always as identity primary key,
  organisation_id text collate "C" not null,
  station_id text collate "C" not null,
  type text not null,
  at timestamptz not null,
  received_at timestamptz not null,
  tech_info text
);
create index security_event_station on security_event (station_id, id);
create index security_event_same on security_event (station_id, at, type);
create index security_event_received on security_event using brin (received_at);

create table audit (
  id bigint generated always as identity primary key,
  organisation_id text collate "C" not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  detail json not null default '{}'
);
create index audit_recent on audit (organisation_id, id);
create index audit_type on audit (organisation_id, subject_type, id);
create index audit_subject on audit (organisation_id, subject_id, id);
create index audit_at on audit using brin (at);

-- How long it is kept, where that is not as the settings say. Of the house itself: a day holds rows of everybody.
create table retention_rule (
  kind text collate "C" primary key,
  max_age_days integer,
  max_bytes bigint
);

create table api_token (
  id integer generated always as identity primary key,
  organisation_id text collate "C" not null references organisation,
  name text not null,
  token_hash text not null unique,
  origin text not null,
  created_at timestamptz not null default now(),
  created_by text,
  expires_at timestamptz,
  last_used_at timestamptz,
  unique (organisation_id, name)
);

create table unknown_station (
  id text collate "C" primary key,
  organisation_id text collate "C" not null references organisation,
  version text,
  vendor text,
  model text,
  serial_number text,
  firmware_version text,
  remote_address text,
  address_key text,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  attempts integer not null default 1
);

insert into organisation (id, name) values ('default', 'Default organisation');
insert into site (id, organisation_id, name, time_zone, currency, country)
values ('default', 'default', 'Default site', 'Asia/Kolkata', 'INR', 'IN');
`
