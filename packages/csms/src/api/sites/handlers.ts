import type { OperatorContext } from '../../context.ts'
import { exactly } from '../../db/count-rows.ts'
import { changedMeanwhile } from '../../http/condition.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, invalid, notFound } from '../../http/problem.ts'
import { anywhere, tenths } from '../../http/wire.ts'
import { putSite as putKept, removeSite } from '../../sites/edit-sites.ts'
import { countListedSites, listSites as listRows, type SiteWithCounts, shownSite } from '../../sites/site-list.ts'
import type { SiteEdit } from '../../sites/site-store.ts'
import type { endpoints } from '../endpoints.ts'
import type { Site, SitePut } from './resource.ts'

type Endpoints = typeof endpoints

export const listSites: Handler<Endpoints['listSites']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['string', 'string'])
  const filter = {
    organisationId: ctx.organisationId,
    now: ctx.now(),
    pattern: query.q === undefined ? undefined : anywhere(query.q),
  }
  const [found, total] = await Promise.all([
    listRows(ctx.db, filter, after && { orderKey: String(after[0]), id: String(after[1]) }, limit),
    countListedSites(ctx.db, filter),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.order_key, row.id])
  return { status: 200, body: { items: rows.map(toSite), ...exactly(total), next } }
}

export const getSite: Handler<Endpoints['getSite']> = async (ctx, { params }) => {
  const site = await existing(ctx, params.id)
  return { status: 200, body: site, revision: site.revision }
}

export const putSite: Handler<Endpoints['putSite']> = async (ctx, { params: { id }, body, condition }) => {
  checkTimeZone(body.timeZone)
  const put = await putKept(ctx, id, { edit: editOf(body), asked: body, condition })
  if (put.outcome === 'of-another') throw conflict('The id belongs to somebody else')
  if (put.outcome === 'not-as-seen') throw changedMeanwhile(condition, put)
  const site = await existing(ctx, id)
  const created = put.outcome === 'created'
  return {
    status: created ? 201 : 200,
    body: site,
    revision: site.revision,
    ...(created && { location: `/api/v1/sites/${id}` }),
  }
}

export const deleteSite: Handler<Endpoints['deleteSite']> = async (ctx, { params: { id }, condition }) => {
  const removal = await removeSite(ctx, id, condition)
  switch (removal.outcome) {
    case 'removed':
      return { status: 204, body: null }
    case 'not-found':
      throw notFound(`site ${id}`)
    case 'not-as-seen':
      throw changedMeanwhile(condition, removal)
    case 'has-stations':
      throw conflict('The site still has charging stations')
    case 'is-the-only-one':
      throw conflict('It is the only site')
  }
}

async function existing(ctx: OperatorContext, id: string): Promise<Site> {
  const row = await shownSite(ctx.db, { organisationId: ctx.organisationId, now: ctx.now() }, id)
  if (!row) throw notFound(`site ${id}`)
  return toSite(row)
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
