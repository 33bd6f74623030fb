/** A large operator: 10,000 stations on 200 sites, 20,000 connectors, 60,000 transactions of which 2,000 are open, a busy message log. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../src/db/schema.ts'

export async function seedLargeOperator(db: Kysely<Tables>, now: Date): Promise<void> {
  await sql`insert into site (id, organisation_id, name, time_zone, currency)
    select 'site-' || i, 'default', 'Site ' || i, case when i % 2 = 0 then 'Asia/Kolkata' else 'Europe/Berlin' end, 'INR'
    from generate_series(1, 200) i`.execute(db)
  await sql`insert into station (id, organisation_id, site_id, name, admission)
    select 'CP' || i, 'default', 'site-' || (1 + i % 200), 'Station ' || i, 'accepted' from generate_series(1, 10000) i`.execute(
    db,
  )
  await sql`insert into station_state (station_id, organisation_id, version, vendor, model, online, connected, last_heard_at)
    select 'CP' || i, 'default', (array['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'])[1 + i % 3], 'Vendor ' || i % 7, 'Model ' || i % 11, i % 10 > 0, i % 10 > 0,
      ${now}::timestamptz - i * interval '1 second' from generate_series(1, 10000) i`.execute(db)
  await sql`insert into evse (station_id, evse_id, organisation_id)
    select 'CP' || i, e, 'default' from generate_series(1, 10000) i, generate_series(1, 2) e`.execute(db)
  await sql`insert into connector (station_id, evse_id, connector_id, organisation_id, type, status, status_at)
    select 'CP' || i, e, 1, 'default', 'sType2', case when i % 100 = 0 then 'Faulted' when e = 1 and i % 5 = 0 then 'Charging' else 'Available' end,
      ${now}::timestamptz from generate_series(1, 10000) i, generate_series(1, 2) e`.execute(db)
  await sql`insert into transaction (id, organisation_id, site_id, station_id, evse_id, connector_id, version, wire_id, state, id_token,
      started_at, stopped_at)
    select i, 'default', 'site-' || (1 + (i * 5 % 10000) % 200), 'CP' || (i * 5 % 10000), 1, 1, 'ocpp2.0.1', 'w' || i,
      case when i > 58000 then 'open' else 'closed' end, 'TOKEN' || i % 3000,
      ${now}::timestamptz - (60000 - i) * interval '1 minute',
      case when i > 58000 then null else ${now}::timestamptz - (59970 - i) * interval '1 minute' end
    from generate_series(1, 60000) i`.execute(db)
  await sql`insert into transaction_meter (id, organisation_id, station_id, energy_wh, power_w, first_value_at, last_value_at, heard_at, updated_at)
    select id, organisation_id, station_id, id % 30000, case when state = 'open' then 7000 end,
      ${now}::timestamptz - interval '6 days', ${now}::timestamptz, ${now}, ${now} from transaction`.execute(db)
  await sql`insert into meter_value (bucket, organisation_id, station_id, evse_id, connector_id, transaction_id, at, received_at, digest, energy_wh, power_w, samples)
    select station_bucket('CP5000'), 'default', 'CP5000', 1, 1, 59000, ${now}::timestamptz - i * interval '10 seconds', ${now}, i, 1000000 - i, 7000 + i % 100, '[]'
    from generate_series(1, 50000) i`.execute(db)
  await sql`insert into message (bucket, organisation_id, station_id, version, direction, action, message_id, at, outcome, request, response)
    select station_bucket('CP' || (1 + i % 20)), 'default', 'CP' || (1 + i % 20), 'ocpp1.6', 'in', case when i % 10 = 0 then 'Heartbeat' else 'MeterValues' end, 'm' || i,
      ${now}::timestamptz - i * interval '1 second', 'answered', '[2,"m","MeterValues",{"connectorId":1}]', '[3,"m",{}]'
    from generate_series(1, 100000) i`.execute(db)
  await sql`analyze`.execute(db)
}
