import type { Kysely } from 'kysely'
import { inChange, record } from '../../audit/change.ts'
import type { Condition } from '../../audit/condition.ts'
import { identityWords, isIdentity } from '../../connections/identity.ts'
import type { OperatorContext } from '../../context.ts'
import type { Tables } from '../../db/schema.ts'
import { HashesBusy } from '../../guard/scrypt-pool.ts'
import { checkCondition } from '../../http/condition.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { ApiError, conflict, invalid, notFound } from '../../http/problem.ts'
import { anywhere, protocolOf } from '../../http/wire.ts'
import { defaultSite, siteExists } from '../../sites/site-store.ts'
import {
  countStations,
  listStations as listStationRows,
  orderKinds,
  type StationOrder,
} from '../../sites/station-list.ts'
import { busyEvsesBeyond, type DeclaredEvse, declareEvses } from '../../stations/evse-store.ts'
import {
  deleteStation as deleteStationRow,
  insertStation,
  type StationEdit,
  stationForUpdate,
  updateStation,
} from '../../stations/station-store.ts'
import { closeTransaction } from '../../transactions/close-transaction.ts'
import type { endpoints } from '../endpoints.ts'
import type { SavedStation, Station, StationPut } from './resource.ts'
import { stationResource, stationResources } from './to-station.ts'

type Endpoints = typeof endpoints

export const listStations: Handler<Endpoints['listStations']> = async (ctx, { query }) => {
  const sort = query.sort ?? 'id'
  const descending = sort.startsWith('-')
  const order = sort.replace('-', '') as StationOrder
  const limit = query.limit ?? defaultLimit
  const filter = {
    organisationId: ctx.organisationId,
    status: query.status,
    siteId: query.site,
    version: query.version && protocolOf(query.version),
    admission: query.admission,
    faulted: query.faulted,
    pattern: query.q === undefined ? undefined : anywhere(query.q),
  }
  const after = readCursor(query.cursor, [orderKinds[order], 'string'], sort)
  const [found, total] = await Promise.all([
    listStationRows(ctx.db, filter, { order, descending, after, limit, now: ctx.now() }),
    countStations(ctx.db, filter),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.order_key, row.id], sort)
  return { status: 200, body: { items: await stationResources(ctx, rows), total, next } }
}

export const getStation: Handler<Endpoints['getStation']> = async (ctx, { params }) => {
  const station = await existing(ctx, params.id)
  return { status: 200, body: station, revision: station.revision }
}

export const putStation: Handler<Endpoints['putStation']> = async (ctx, { params, body, condition }) => {
  const { created, made } = await saveStation(ctx, params.id, body, { condition, fromInbox: false })
  return answerSaved(ctx, params.id, { created, made })
}

export const deleteStation: Handler<Endpoints['deleteStation']> = async (ctx, { params: { id }, condition }) => {
  const station = await existing(ctx, id)
  checkCondition(condition, station.revision)
  // Disconnected first, so that nothing begins while what is open is closed; closing reads it into memory again.
  await ctx.stations.remove(id)
  await closeOpenTransactions(ctx, id)
  await ctx.stations.remove(id)
  await inChange(ctx, async (db) => {
    const current = await stationForUpdate(db, id)
    checkCondition(condition, current?.revision ?? null)
    await deleteStationRow(db, id)
    await record(ctx, db, {
      change: 'removed',
      subjectType: 'station',
      subject: id,
      stationId: id,
      event: 'station.changed',
    })
  })
  ctx.turnedAway.forget(id)
  return { status: 204, body: null }
}

async function closeOpenTransactions(ctx: OperatorContext, stationId: string): Promise<void> {
  const open = await ctx.db
    .selectFrom('transaction')
    .select('id')
    .where('station_id', '=', stationId)
    .where('state', '=', 'open')
    .execute()
  for (const { id } of open) {
    await closeTransaction(ctx, id, { by: ctx.actor, note: 'The charging station was removed' })
  }
}

/** Creates the station or changes what `body` gives; also how one leaves the inbox of unknown stations. */
export async function saveStation(
  ctx: OperatorContext,
  id: string,
  body: StationPut,
  {
    condition,
    fromInbox,
  }: {
    condition: Condition
    /** A station that came by itself has its own id, and a connection that somebody has looked at. */
    fromInbox: boolean
  },
): Promise<{ created: boolean; made: string | null }> {
  const { password, site, evses, assumeVersion, ...rest } = body
  const { passwordHash, made } = await passwordOf(ctx, id, password)
  const edit: StationEdit = {
    ...rest,
    siteId: site,
    assumeVersion: assumeVersion && protocolOf(assumeVersion),
    passwordHash,
  }
  checkEvses(evses)
  const created = await inChange(ctx, async (db) => {
    const current = await stationForUpdate(db, id)
    if (current && current.organisation_id !== ctx.organisationId) throw conflict('The id belongs to somebody else')
    checkCondition(condition, current?.revision ?? null)
    if (site !== undefined && !(await siteExists(db, ctx.organisationId, site))) {
      throw invalid([{ path: '/site', message: 'there is no such site' }])
    }
    if (current) await updateStation(db, current, edit, ctx.now())
    else {
      if (!fromInbox) checkNewId(ctx, id)
      const siteId = site ?? (await defaultSite(db, ctx.organisationId)).id
      await insertStation(db, { id, organisationId: ctx.organisationId, siteId, at: ctx.now() }, edit)
    }
    if (evses) await replaceEvses(db, ctx, id, evses)
    await db.deleteFrom('unknown_station').where('id', '=', id).execute()
    await record(ctx, db, {
      change: current ? 'changed' : 'created',
      subjectType: 'station',
      subject: id,
      stationId: id,
      event: 'station.changed',
      detail: { ...body, ...(password !== undefined && { password: passwordWords(password) }) },
    })
    return current === undefined
  })
  ctx.inbox.forget(id)
  // What it was turned away for may be mended; if not, it comes again.
  if (created || passwordHash !== undefined || assumeVersion !== undefined) ctx.turnedAway.forget(id)
  await ctx.stations.invalidate(id, { welcome: fromInbox })
  return { created, made }
}

const passwordWords = (given: StationPut['password']): string | null =>
  given === null ? null : typeof given === 'string' ? '(set)' : '(made)'

/** What is to be kept, and what is to be told once. The one it has already is kept as it is: nobody is disconnected for it. */
async function passwordOf(
  ctx: OperatorContext,
  id: string,
  given: StationPut['password'],
): Promise<{ passwordHash: string | null | undefined; made: string | null }> {
  if (given === undefined || given === null) return { passwordHash: given, made: null }
  if (typeof given === 'object') {
    const { password, stored } = ctx.passwords.make()
    return { passwordHash: stored, made: password }
  }
  const present = ctx.stations.get(id)?.passwordHash ?? null
  try {
    const same = present !== null && (await ctx.passwords.verify(Buffer.from(given), present))
    return { passwordHash: same ? undefined : await ctx.passwords.hash(given), made: null }
  } catch (error) {
    if (error instanceof HashesBusy) throw new ApiError(503, 'unavailable', 'Too many passwords wait to be hashed')
    throw error
  }
}

export async function answerSaved(
  ctx: OperatorContext,
  id: string,
  { created, made }: { readonly created: boolean; readonly made: string | null },
) {
  const station = await existing(ctx, id)
  const body: SavedStation = made === null ? station : { ...station, password: made }
  return {
    status: created ? (201 as const) : (200 as const),
    body,
    revision: station.revision,
    ...(created && { location: `/api/v1/stations/${encodeURIComponent(id)}` }),
  }
}

async function existing(ctx: OperatorContext, id: string): Promise<Station> {
  const station = await stationResource(ctx, id)
  if (!station) throw notFound(`charging station ${id}`)
  return station
}

function checkNewId({ config }: OperatorContext, id: string): void {
  if (!isIdentity(id, config.stationIds)) {
    throw invalid([{ path: 'id', message: `must be ${identityWords[config.stationIds]}` }])
  }
}

function checkEvses(evses: readonly DeclaredEvse[] | undefined): void {
  const seen = new Set<number>()
  for (const [i, evse] of (evses ?? []).entries()) {
    if (seen.has(evse.evseId)) throw invalid([{ path: `/evses/${i}/evseId`, message: 'is there twice' }])
    seen.add(evse.evseId)
    const connectors = evse.connectors?.map((c) => c.connectorId) ?? []
    if (new Set(connectors).size < connectors.length) {
      throw invalid([{ path: `/evses/${i}/connectors`, message: 'has a connectorId twice' }])
    }
  }
}

async function replaceEvses(
  db: Kysely<Tables>,
  ctx: OperatorContext,
  stationId: string,
  evses: readonly DeclaredEvse[],
): Promise<void> {
  const keep = evses.map((evse) => evse.evseId)
  const [busy] = await busyEvsesBeyond(db, stationId, keep)
  if (busy !== undefined) throw conflict(`EVSE ${busy} has an open transaction; it cannot be forgotten now`)
  await declareEvses(db, { stationId, organisationId: ctx.organisationId }, evses)
}
