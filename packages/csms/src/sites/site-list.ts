/** Sites, as they are shown: with how many stations they have, how many of these are online, and the power of their open transactions. */
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import { isOnline } from '../stations/online.ts'
import { powerNow } from '../transactions/power-now.ts'
import type { SiteRow } from './site-store.ts'

type Db = Kysely<Tables>

export interface SiteWithCounts extends SiteRow {
  readonly stations: number
  readonly online: number
  readonly power_w: number
}

export interface SiteQuery {
  readonly organisationId: string
  readonly now: Date
  /** For `ilike`. */
  readonly pattern?: string | undefined
}

const matching = (db: Db, query: SiteQuery) =>
  withCounts(db, query).$if(query.pattern !== undefined, (q) =>
    q.where((eb) =>
      eb.or((['site.id', 'site.name', 'site.city'] as const).map((c) => eb(c, 'ilike', query.pattern as string))),
    ),
  )

/** By name; `order_key` is what comes first in the order. */
export const listSites = (
  db: Db,
  query: SiteQuery,
  after: { orderKey: string; id: string } | null,
  limit: number,
): Promise<(SiteWithCounts & { order_key: string })[]> =>
  matching(db, query)
    .select(sql<string>`lower(site.name)`.as('order_key'))
    .$if(after !== null, (q) => q.where(sql<SqlBool>`(lower(site.name), site.id) > (${after?.orderKey}, ${after?.id})`))
    .orderBy(sql`lower(site.name)`)
    .orderBy('site.id')
    .limit(limit + 1)
    .execute()

export async function countListedSites(db: Db, query: SiteQuery): Promise<number> {
  const row = await matching(db, query)
    .clearSelect()
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}

export const shownSite = (db: Db, query: SiteQuery, id: string): Promise<SiteWithCounts | undefined> =>
  matching(db, query).where('site.id', '=', id).executeTakeFirst()

function withCounts(db: Db, { organisationId, now }: SiteQuery) {
  const stations = db
    .selectFrom('station')
    .leftJoin('station_state', 'station_state.station_id', 'station.id')
    .select(['station.site_id', sql<number>`count(*)::int`.as('stations')])
    .select(sql<number>`(count(*) filter (where ${isOnline('station_state')}))::int`.as('online'))
    .where('station.organisation_id', '=', organisationId)
    .groupBy('station.site_id')
    .as('s')
  const power = db
    .selectFrom('whole_transaction')
    .select(['site_id', sql<number>`coalesce(sum(${powerNow(now)}), 0)`.as('power_w')])
    .where('state', '=', 'open')
    .where('organisation_id', '=', organisationId)
    .groupBy('site_id')
    .as('p')
  return db
    .selectFrom('site')
    .leftJoin(stations, 's.site_id', 'site.id')
    .leftJoin(power, 'p.site_id', 'site.id')
    .selectAll('site')
    .select((eb) => [
      eb.fn.coalesce('s.stations', sql<number>`0`).as('stations'),
      eb.fn.coalesce('s.online', sql<number>`0`).as('online'),
      eb.fn.coalesce('p.power_w', sql<number>`0`).as('power_w'),
    ])
    .where('site.organisation_id', '=', organisationId)
}
