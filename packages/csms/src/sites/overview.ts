/** How things stand, in numbers. Every query is on an index or on one row per connector at most; none reads meter values of a day. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import { isOnline } from '../stations/online.ts'
import { isRunning, powerNow } from '../transactions/power-now.ts'
import { energyBefore, isOfToday, midnights } from './energy-before.ts'

type Db = Kysely<Tables>

export interface Scope {
  readonly organisationId: string
  /** null: all sites. */
  readonly siteId: string | null
}

const ofSite = (column: string, { siteId }: Scope) =>
  siteId === null ? sql`` : sql`and ${sql.ref(column)} = ${siteId}`

/** Of `s`, a station, and `st`, its state: itself, a connector or any component of it is faulted, or was when it was last heard. */
export const isFaulted: RawBuilder<boolean> = sql<boolean>`(coalesce(st.status, '') = 'Faulted'
  or s.id in (select station_id from connector where status = 'Faulted')
  or s.id in (select station_id from component_problem where status = 'Faulted'))`

export interface StationCounts {
  readonly total: number
  readonly online: number
  readonly offline: number
  readonly never: number
  readonly pending: number
  readonly faulted: number
}

export async function stationCounts(db: Db, scope: Scope): Promise<StationCounts> {
  const { rows } = await sql<StationCounts>`
    select count(*)::int as total,
      (count(*) filter (where ${isOnline()}))::int as online,
      (count(*) filter (where not ${isOnline()} and st.last_heard_at is not null))::int as offline,
      (count(*) filter (where not ${isOnline()} and st.last_heard_at is null))::int as never,
      (count(*) filter (where s.admission = 'pending'))::int as pending,
      (count(*) filter (where ${isFaulted}))::int as faulted
    from station s left join station_state st on st.station_id = s.id
    where s.organisation_id = ${scope.organisationId} ${ofSite('s.site_id', scope)}`.execute(db)
  return rows[0] as StationCounts
}

/**
 * A 2.x connector only says Occupied; how it is occupied its transaction says, so that a mixed fleet is counted in the same words. What a
 * connector of a station that is not there does, nobody knows.
 */
export async function connectorCounts(db: Db, scope: Scope): Promise<{ status: string; n: number }[]> {
  const { rows } = await sql<{ status: string; n: number }>`
    with connector_status as (
      select case when not ${isOnline()} then 'Unknown' when c.status <> 'Occupied' then c.status else coalesce((
          select t.charging_state from transaction t
          where ${isRunning('t')} and t.station_id = c.station_id and t.evse_id = c.evse_id
            and t.charging_state in ('Charging', 'SuspendedEV', 'SuspendedEVSE')
          order by t.started_at desc limit 1), c.status) end as status
      from connector c left join station_state st on st.station_id = c.station_id
        ${scope.siteId === null ? sql`` : sql`join station s on s.id = c.station_id`}
      where c.organisation_id = ${scope.organisationId} ${ofSite('s.site_id', scope)})
    select status, count(*)::int as n from connector_status group by status order by status`.execute(db)
  return rows
}

export interface Fault {
  readonly station_id: string
  readonly station_name: string | null
  readonly site_id: string
  readonly evse_id: number
  readonly connector_id: number
  readonly error_code: string | null
  readonly vendor_error_code: string | null
  readonly info: string | null
  readonly status_at: Date | null
  /** null: of the place as a whole. */
  readonly component: string | null
  readonly online: boolean
}

/**
 * EVSE 0 is the station as a whole. A component of a 2.x station that says why a connector or the station is faulted is that fault, and no
 * second one.
 */
export async function latestFaults(db: Db, scope: Scope, limit: number): Promise<Fault[]> {
  const { rows } = await sql<Fault>`
    select c.station_id, s.name as station_name, s.site_id, c.evse_id, c.connector_id, c.error_code, c.vendor_error_code,
      c.info, c.status_at, null as component, ${isOnline()} as online
    from connector c join station s on s.id = c.station_id left join station_state st on st.station_id = s.id
    where c.organisation_id = ${scope.organisationId} and c.status = 'Faulted' ${ofSite('s.site_id', scope)}
    union all
    select s.id, s.name, s.site_id, 0, 0, st.error_code, null, st.error_info,
      case when st.told_status = 'Faulted' then st.told_at else (
        select max(p.at) from component_problem p
        where p.station_id = s.id and p.evse_id = 0 and p.status = 'Faulted') end,
      null, ${isOnline()}
    from station_state st join station s on s.id = st.station_id
    where s.organisation_id = ${scope.organisationId} and st.status = 'Faulted' ${ofSite('s.site_id', scope)}
    union all
    select p.station_id, s.name, s.site_id, p.evse_id, p.connector_id, p.code, null, p.info, p.at, p.component,
      ${isOnline()}
    from component_problem p join station s on s.id = p.station_id left join station_state st on st.station_id = s.id
    where p.organisation_id = ${scope.organisationId} and p.status = 'Faulted' ${ofSite('s.site_id', scope)}
      and not (lower(p.component) in ('chargingstation', 'evse', 'connector')
        and case when p.evse_id = 0 then st.status = 'Faulted' else exists (
          select from connector c where c.station_id = p.station_id and c.evse_id = p.evse_id and c.status = 'Faulted'
            and p.connector_id in (0, c.connector_id)) end)
    order by status_at desc nulls first, station_id, evse_id, connector_id limit ${limit}`.execute(db)
  return rows
}

export interface OpenTransactions {
  readonly n: number
  /** Of these. */
  readonly probably_over: number
  readonly power_w: number
}

export async function openTransactions(db: Db, scope: Scope, now: Date): Promise<OpenTransactions> {
  const { rows } = await sql<OpenTransactions>`
    select count(*)::int as n, count(t.over_since)::int as probably_over, coalesce(sum(${powerNow(now, 't')}), 0) as power_w
    from whole_transaction t
    where t.state = 'open' and t.organisation_id = ${scope.organisationId} ${ofSite('t.site_id', scope)}`.execute(db)
  return rows[0] as OpenTransactions
}

/**
 * Energy since midnight, each site by its own clock, and transactions begun since. Of a transaction that was running at midnight only
 * what came after counts.
 */
export async function today(db: Db, scope: Scope, now: Date): Promise<{ energy_wh: number; started: number }> {
  const { rows } = await sql<{ energy_wh: number; started: number }>`
    with midnight as (${midnights(now)} where organisation_id = ${scope.organisationId} ${ofSite('id', scope)})
    select count(*) filter (where t.started_at >= midnight.at and t.started_at <= ${now}::timestamptz)::int as started,
      coalesce(sum(case when t.started_at >= midnight.at then t.energy_wh
        else greatest(0, t.energy_wh - coalesce(b.energy_wh, ${energyBefore(now)})) end), 0)::float8 as energy_wh
    from whole_transaction t join midnight on midnight.site_id = t.site_id
      left join energy_before b on b.transaction_id = t.id and b.station_id = t.station_id and b.midnight = midnight.at
    where t.organisation_id = ${scope.organisationId} and ${isOfToday(now)}`.execute(db)
  return rows[0] as { energy_wh: number; started: number }
}
