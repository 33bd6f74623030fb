/**
 * Pages of stations. Ordered by key in whatever order is asked, so that 10,000 rows are paged through without an offset;
 * what hangs below a station is read for the page's stations only.
 */

import type { Version } from '@busbar/ocpp/versions'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { Admission } from '../stations/live-station.ts'
import { isOnline } from '../stations/online.ts'
import { powerNow } from '../transactions/power-now.ts'
import { isFaulted } from './overview.ts'

type Db = Kysely<Tables>

export type StationOrder = 'id' | 'name' | 'site' | 'status' | 'version' | 'model' | 'lastHeardAt' | 'power'

/** Each is never null, and text or number, so that it can stand in a cursor. `s`: station, `st`: its state, `site`, `p`: its power. */
const orders: Record<StationOrder, RawBuilder<string | number>> = {
  id: sql<string>`s.id`,
  name: sql<string>`lower(coalesce(s.name, s.id))`,
  site: sql<string>`lower(site.name)`,
  status: sql<number>`case when ${isOnline()} then 0 when st.last_heard_at is not null then 1 else 2 end`,
  version: sql<string>`coalesce(st.version, '')`,
  model: sql<string>`lower(coalesce(st.vendor, '') || ' ' || coalesce(st.model, ''))`,
  lastHeardAt: sql<number>`coalesce((extract(epoch from st.last_heard_at) * 1000)::bigint, 0)`,
  power: sql<number>`coalesce(p.power_w, 0)`,
}

export const orderKinds: Record<StationOrder, 'string' | 'number'> = {
  id: 'string',
  name: 'string',
  site: 'string',
  status: 'number',
  version: 'string',
  model: 'string',
  lastHeardAt: 'number',
  power: 'number',
}

export interface StationQuery {
  readonly organisationId: string
  readonly id?: string
  readonly status?: 'online' | 'offline' | 'never' | undefined
  readonly siteId?: string | undefined
  readonly version?: Version | undefined
  readonly admission?: Admission | undefined
  readonly faulted?: boolean | undefined
  /** For `ilike`. */
  readonly pattern?: string | undefined
}

/** In one piece: to look through six takes twice as long. */
const searched = sql<string>`concat_ws(chr(10), s.id, s.name, st.vendor, st.model, st.serial_number, site.name)`

function matching(db: Db, query: StationQuery) {
  return db
    .selectFrom('station as s')
    .innerJoin('site', 'site.id', 's.site_id')
    .leftJoin('station_state as st', 'st.station_id', 's.id')
    .where('s.organisation_id', '=', query.organisationId)
    .$if(query.id !== undefined, (q) => q.where('s.id', '=', query.id as string))
    .$if(query.status === 'online', (q) => q.where(isOnline()))
    .$if(query.status === 'offline', (q) => q.where(sql<SqlBool>`not ${isOnline()} and st.last_heard_at is not null`))
    .$if(query.status === 'never', (q) => q.where(sql<SqlBool>`not ${isOnline()} and st.last_heard_at is null`))
    .$if(query.siteId !== undefined, (q) => q.where('s.site_id', '=', query.siteId as string))
    .$if(query.version !== undefined, (q) => q.where('st.version', '=', query.version as Version))
    .$if(query.admission !== undefined, (q) => q.where('s.admission', '=', query.admission as Admission))
    .$if(query.faulted !== undefined, (q) => q.where(sql<SqlBool>`${isFaulted} = ${query.faulted as boolean}`))
    .$if(query.pattern !== undefined, (q) => q.where(sql<SqlBool>`${searched} ilike ${query.pattern as string}`))
}

const power = (now: Date) => sql<number | null>`sum(${powerNow(now, 't')})`
const running = sql<number>`(count(*) filter (where t.over_since is null))::int`

/** Of all stations whose transactions are open, to order by it. */
const openPower = (db: Db, now: Date) =>
  db
    .selectFrom('whole_transaction as t')
    .select(['t.station_id', power(now).as('power_w'), running.as('running')])
    .where('t.state', '=', 'open')
    .groupBy('t.station_id')
    .as('p')

/** Of `s`, a station: asked for those of the page only. */
const ofItsOpen = (what: RawBuilder<unknown>) =>
  sql`(select ${what} from whole_transaction t where t.station_id = s.id and t.state = 'open')`

export async function listStations(
  db: Db,
  query: StationQuery,
  page: {
    order: StationOrder
    descending: boolean
    after: readonly (string | number)[] | null
    limit: number
    now: Date
  },
) {
  const key = orders[page.order]
  const direction = page.descending ? 'desc' : 'asc'
  const beyond = page.descending ? sql`<` : sql`>`
  const isByPower = page.order === 'power'
  return matching(db, query)
    .$if(isByPower, (q) => q.leftJoin(openPower(db, page.now), 'p.station_id', 's.id'))
    .selectAll('s')
    .select(['site.name as site_name', key.as('order_key')])
    .select(sql<number | null>`${isByPower ? sql`p.power_w` : ofItsOpen(power(page.now))}`.as('power_w'))
    .select(sql<number | null>`${isByPower ? sql`p.running` : ofItsOpen(running)}`.as('running'))
    .select([
      'st.version',
      'st.vendor',
      'st.model',
      'st.serial_number',
      'st.firmware_version',
      'st.boot_reason',
      'st.registration',
      'st.booted_at',
      'st.heartbeat_interval_s',
      'st.connected',
      'st.connected_at',
      isOnline().as('online'),
      'st.skew_s',
      'st.clock_zone',
      'st.last_heard_at',
      'st.firmware_status',
      'st.diagnostics_status',
      'st.local_list_version',
      'st.deviations',
      'st.refusals',
      'st.overfull',
      'st.status as station_status',
      'st.error_code as station_error_code',
      'st.error_info as station_error_info',
    ])
    .$if(page.after !== null, (q) => {
      const [value, id] = page.after as [string | number, string]
      return q.where(sql<SqlBool>`(${key}, s.id) ${beyond} (${value}, ${id})`)
    })
    .orderBy(key, direction)
    .orderBy('s.id', direction)
    .limit(page.limit + 1)
    .execute()
}

export type StationListRow = Awaited<ReturnType<typeof listStations>>[number]

export async function countStations(db: Db, query: StationQuery): Promise<number> {
  const row = await matching(db, query).select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()
  return row.n
}

/** EVSEs, connectors and open transactions of some stations. */
export async function belowStations(db: Db, stationIds: readonly string[], now: Date) {
  if (stationIds.length === 0) return { evses: [], connectors: [], problems: [], transactions: [] }
  const [evses, connectors, problems, transactions] = await Promise.all([
    db.selectFrom('evse').selectAll().where('station_id', 'in', stationIds).orderBy('evse_id').execute(),
    db
      .selectFrom('connector')
      .selectAll()
      .where('station_id', 'in', stationIds)
      .orderBy('evse_id')
      .orderBy('connector_id')
      .execute(),
    db.selectFrom('component_problem').selectAll().where('station_id', 'in', stationIds).orderBy('at').execute(),
    db
      .selectFrom('whole_transaction')
      .select(['id', 'station_id', 'evse_id', 'over_since', powerNow(now).as('power_w')])
      .where('station_id', 'in', stationIds)
      .where('state', '=', 'open')
      .orderBy('started_at')
      .execute(),
  ])
  return { evses, connectors, problems, transactions }
}
