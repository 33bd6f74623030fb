/**
 * Energy by day, kept when the readings are gone. Each transaction's shares are made anew whenever something of it has changed, also years
 * later, and the days they were on before, or are on now, summed up again: a turn that is done twice changes nothing.
 */
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/schema.ts'
import type { Loop } from '../jobs/loops.ts'
import { manyValues } from '../transactions/meter-curve.ts'
import { keepCurve } from './curves.ts'
import { type RegisterReading, sharesOf } from './energy-shares.ts'

type Db = Kysely<Tables>

const everyMs = 5 * 60_000
/** What runs is looked at so often; its end is what counts. */
const runningEveryMs = 3_600_000
/** Transactions that are summed up in one go. */
const pageSize = 50

export function summingEnergy({ db, now }: Pick<Context, 'db' | 'now'>): Loop {
  let runningAtMs = Number.NEGATIVE_INFINITY
  return {
    name: 'energy days',
    everyMs,
    scope: 'house',
    atOnce: true,
    async work() {
      const at = now()
      await sumEnded(db, at)
      if (at.getTime() - runningAtMs < runningEveryMs) return
      await sumRunning(db, at)
      runningAtMs = at.getTime()
    },
  }
}

interface Key {
  readonly stationId: string
  readonly id: number
}

/** Those that are over and have changed since. */
export async function sumEnded(db: Db, now: Date): Promise<void> {
  for (;;) {
    const due = await db
      .selectFrom('energy_due')
      .select(['station_id as stationId', 'transaction_id as id', 'at'])
      .limit(pageSize)
      .execute()
    await sumUp(db, due, now)
    for (const { stationId, id, at } of due)
      await db
        .deleteFrom('energy_due')
        .where('station_id', '=', stationId)
        .where('transaction_id', '=', id)
        // One that has changed meanwhile stays due.
        .where('at', '=', at)
        .execute()
    if (due.length < pageSize) return
  }
}

export async function sumRunning(db: Db, now: Date): Promise<void> {
  const running = await db
    .selectFrom('transaction')
    .select(['station_id as stationId', 'id'])
    .where('state', '=', 'open')
    .execute()
  for (let i = 0; i < running.length; i += pageSize) await sumUp(db, running.slice(i, i + pageSize), now)
}

/** 'enrg' as a number: whoever sums up waits for the other. */
const sumLock = 0x656e7267

async function sumUp(db: Db, keys: readonly Key[], now: Date): Promise<void> {
  if (keys.length === 0) return
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${sumLock})`.execute(trx)
    const touched: Place[] = []
    for (const key of keys) touched.push(...(await shareOut(trx, key, now)))
    await sumDays(trx, touched)
  })
}

/** A row of `energy_day`. */
interface Place {
  readonly organisation_id: string
  readonly station_id: string
  readonly day: string
  readonly site_id: string
}

/** Returns where its shares were and are. */
async function shareOut(db: Db, key: Key, now: Date): Promise<Place[]> {
  const before =
    await sql<Place>`delete from energy_share where station_id = ${key.stationId} and transaction_id = ${key.id}
    returning organisation_id, station_id, day::text as day, site_id`.execute(db)
  const session = await sessionOf(db, key)
  if (!session) return before.rows
  const readings = await readingsOf(db, session)
  const { organisation_id, station_id, site_id, id: transaction_id } = session
  const shares = sharesOf(session, readings, { timeZone: session.timeZone, now }).map((share) => ({
    ...{ organisation_id, station_id, site_id, transaction_id, day: share.day, begins: share.begins },
    unknown: share.isUnknown,
    ...{ energy_wh: share.energyWh, exported_wh: share.exportedWh, charging_s: share.chargingS },
  }))
  await db.insertInto('energy_share').values(shares).execute()
  if (readings.length >= manyValues) await keepCurve(db, session.organisation_id, { ...session, stationId: station_id })
  return [...before.rows, ...shares]
}

/** null: the transaction, or its site, is gone. */
async function sessionOf(db: Db, { stationId, id }: Key) {
  const row = await db
    .selectFrom('whole_transaction as t')
    .innerJoin('site', 'site.id', 't.site_id')
    .select(['t.organisation_id', 't.station_id', 't.site_id', 't.id', 'site.time_zone as timeZone'])
    .select(['t.started_at as startedAt', 't.stopped_at as stoppedAt', 't.meter_start_wh as meterStartWh'])
    .select(['t.energy_wh as energyWh', 't.exported_wh as exportedWh', 't.first_value_at as firstValueAt'])
    .select('t.last_value_at as lastValueAt')
    .where('t.station_id', '=', stationId)
    .where('t.id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

type StoredSession = NonNullable<Awaited<ReturnType<typeof sessionOf>>>

async function readingsOf(db: Db, of: StoredSession): Promise<RegisterReading[]> {
  const { rows } = await sql<RegisterReading>`
    select at, energy_wh as "energyWh", power_w as "powerW" from meter_value
    where bucket = station_bucket(${of.station_id}) and station_id = ${of.station_id} and transaction_id = ${of.id}
      and at >= ${of.firstValueAt}::timestamptz and at <= ${of.lastValueAt}::timestamptz
    order by at`.execute(db)
  return rows
}

const sums = sql`energy_day (organisation_id, station_id, day, site_id, sessions, unknown, energy_wh, exported_wh, charging_s)`
const summed = sql`sum(d.sessions), sum(d.unknown), sum(d.energy_wh), sum(d.exported_wh), sum(d.charging_s)`

/** Of these places, of their sites and of their organisations, from the shares there are now. */
async function sumDays(db: Db, touched: readonly Place[]): Promise<void> {
  const places = [...new Map(touched.map((place) => [Object.values(placeOf(place)).join('\n'), place])).values()]
  const list = sql`(select * from unnest(${places.map((of) => of.organisation_id)}::text[],
    ${places.map((of) => of.station_id)}::text[], ${places.map((of) => of.day)}::date[],
    ${places.map((of) => of.site_id)}::text[]) as p(organisation_id, station_id, day, site_id))`
  await sql`delete from energy_day d using ${list} p where d.organisation_id = p.organisation_id
    and d.station_id = p.station_id and d.day = p.day and d.site_id = p.site_id`.execute(db)
  await sql`insert into ${sums}
    select p.organisation_id, p.station_id, p.day, p.site_id, count(*) filter (where begins)::int,
      count(*) filter (where begins and unknown)::int, sum(energy_wh), sum(exported_wh), sum(charging_s) from ${list} p
      join energy_share s on s.station_id = p.station_id and s.day = p.day and s.site_id = p.site_id
    group by 1, 2, 3, 4`.execute(db)
  const sites = sql`(select distinct organisation_id, day, site_id from ${list} p)`
  await sql`delete from energy_day d using ${sites} p where d.organisation_id = p.organisation_id and d.station_id = ''
    and d.day = p.day and d.site_id in (p.site_id, '')`.execute(db)
  await sql`insert into ${sums}
    select d.organisation_id, '', d.day, d.site_id, ${summed} from ${sites} p
      join energy_day d on d.site_id = p.site_id and d.day = p.day and d.organisation_id = p.organisation_id
    group by 1, 3, 4`.execute(db)
  await sql`insert into ${sums}
    select d.organisation_id, '', d.day, '', ${summed} from (select distinct organisation_id, day from ${sites} s) p
      join energy_day d on d.organisation_id = p.organisation_id and d.day = p.day and d.station_id = ''
    group by 1, 3`.execute(db)
}

const placeOf = ({ organisation_id, station_id, day, site_id }: Place): Place => ({
  ...{ organisation_id, station_id, day, site_id },
})

export interface EnergyQuery {
  readonly organisationId: string
  readonly siteId: string | null
  readonly stationId: string | null
  /** Days, both included: `2026-03-01`. */
  readonly from: string
  readonly to: string
  readonly by: 'day' | 'month'
}

export interface EnergyPoint {
  /** The day, or the first one of the month. */
  readonly day: string
  readonly sessions: number
  readonly unknown: number
  readonly energyWh: number | null
  readonly exportedWh: number | null
  readonly chargingS: number | null
}

/** Those without a session are left out. */
export async function energySeries(db: Db, of: EnergyQuery): Promise<EnergyPoint[]> {
  // A station may have been at several sites.
  const siteId = of.siteId ?? (of.stationId === null ? '' : null)
  const { rows } = await sql<EnergyPoint>`
    select date_trunc(${of.by}, day::timestamp)::date::text as day, sum(sessions)::int as sessions, sum(unknown)::int as unknown,
      sum(energy_wh) as "energyWh", sum(exported_wh) as "exportedWh", sum(charging_s) as "chargingS"
    from energy_day where organisation_id = ${of.organisationId} and station_id = ${of.stationId ?? ''}
      and day >= ${of.from}::date and day <= ${of.to}::date
      ${siteId === null ? sql`` : sql`and site_id = ${siteId}`}
    group by 1 order by 1`.execute(db)
  return rows
}
