import { type SqlBool, sql } from 'kysely'
import { inChange, record } from '../../audit/change.ts'
import type { OperatorContext } from '../../context.ts'
import { checkCondition } from '../../http/condition.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, invalid, notFound } from '../../http/problem.ts'
import { anywhere, tenths } from '../../http/wire.ts'
import {
  countSites,
  defaultSite,
  deleteSite as deleteSiteRow,
  insertSite,
  type SiteEdit,
  type SiteWithCounts,
  siteForUpdate,
  siteHasStations,
  sitesWithCounts,
  updateSite,
} from '../../sites/site-store.ts'
import type { endpoints } from '../endpoints.ts'
import type { Site, SitePut } from './resource.ts'

type Endpoints = typeof endpoints

export const listSites: Handler<Endpoints['listSites']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['string', 'string'])
  const matching = sitesWithCounts(ctx.db, ctx.organisationId, ctx.now()).$if(query.q !== undefined, (q) =>
    q.where((eb) =>
      eb.or((['site.id', 'site.name', 'site.city'] as const).map((c) => eb(c, 'ilike', anywhere(query.q as string)))),
    ),
  )
  const [found, counted] = await Promise.all([
    matching
      .select(sql<string>`lower(site.name)`.as('order_key'))
      .$if(after !== null, (q) => q.where(sql<SqlBool>`(lower(site.name), site.id) > (${after?.[0]}, ${after?.[1]})`))
      .orderBy(sql`lower(site.name)`)
      .orderBy('site.id')
      .limit(limit + 1)
      .execute(),
    matching.clearSelect().select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow(),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.order_key, row.id])
  return { status: 200, body: { items: rows.map(toSite), total: counted.n, next } }
}

export const getSite: Handler<Endpoints['getSite']> = async (ctx, { params }) => {
  const site = await existing(ctx, params.id)
  return { status: 200, body: site, revision: site.revision }
}

export const putSite: Handler<Endpoints['putSite']> = async (ctx, { params: { id }, body, condition }) => {
  checkTimeZone(body.timeZone)
  const edit = editOf(body)
  const created = await inChange(ctx, async (db) => {
    const current = await siteForUpdate(db, id)
    if (current && current.organisation_id !== ctx.organisationId) throw conflict('The id belongs to somebody else')
    checkCondition(condition, current?.revision ?? null)
    if (current) await updateSite(db, current, edit, ctx.now())
    else {
      const like = await defaultSite(db, ctx.organisationId)
      await insertSite(
        db,
        {
          ...edit,
          id,
          organisation_id: ctx.organisationId,
          name: edit.name ?? id,
          time_zone: edit.time_zone ?? like.time_zone,
          currency: edit.currency ?? like.currency,
        },
        ctx.now(),
      )
    }
    await record(ctx, db, {
      change: current ? 'changed' : 'created',
      subjectType: 'site',
      subject: id,
      event: 'site.changed',
      detail: body,
    })
    return current === undefined
  })
  if (body.timeZone !== undefined) takeTimeZone(ctx, id, body.timeZone)
  const site = await existing(ctx, id)
  return {
    status: created ? 201 : 200,
    body: site,
    revision: site.revision,
    ...(created && { location: `/api/v1/sites/${id}` }),
  }
}

export const deleteSite: Handler<Endpoints['deleteSite']> = async (ctx, { params: { id }, condition }) => {
  await inChange(ctx, async (db) => {
    const current = await siteForUpdate(db, id)
    if (current?.organisation_id !== ctx.organisationId) throw notFound(`site ${id}`)
    checkCondition(condition, current.revision)
    if (await siteHasStations(db, id)) throw conflict('The site still has charging stations')
    // A station that nobody gave a site needs one to go to.
    if ((await countSites(db, ctx.organisationId)) === 1) throw conflict('It is the only site')
    await deleteSiteRow(db, id)
    await record(ctx, db, { change: 'removed', subjectType: 'site', subject: id, event: 'site.changed' })
  })
  return { status: 204, body: null }
}

async function existing(ctx: OperatorContext, id: string): Promise<Site> {
  const row = await sitesWithCounts(ctx.db, ctx.organisationId, ctx.now()).where('site.id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`site ${id}`)
  return toSite(row)
}

/** Stations there may stamp their messages by it. */
function takeTimeZone(ctx: OperatorContext, siteId: string, timeZone: string): void {
  for (const station of ctx.stations.all()) if (station.siteId === siteId) station.timeZone = timeZone
}

function checkTimeZone(timeZone: string | undefined): void {
  try {
    if (timeZone !== undefined) new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw invalid([{ path: '/timeZone', message: 'must be an IANA time zone, like Asia/Kolkata' }])
  }
}

function editOf(body: SitePut): SiteEdit {
  return {
    name: body.name,
    time_zone: body.timeZone,
    currency: body.currency,
    address: body.address,
    city: body.city,
    postal_code: body.postalCode,
    country: body.country,
    latitude: body.latitude,
    longitude: body.longitude,
    grid_limit_a: body.gridLimitA,
    grid_limit_w: body.gridLimitW,
    grid_phases: body.gridPhases,
  }
}

function toSite(row: SiteWithCounts): Site {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
    address: row.address,
    city: row.city,
    postalCode: row.postal_code,
    country: row.country,
    latitude: row.latitude,
    longitude: row.longitude,
    gridLimitA: row.grid_limit_a,
    gridLimitW: row.grid_limit_w,
    gridPhases: row.grid_phases,
    stations: row.stations,
    online: row.online,
    powerW: tenths(row.power_w),
    revision: row.revision,
  }
}
