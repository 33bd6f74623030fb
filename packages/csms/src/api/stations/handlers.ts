import type { Condition } from '../../audit/condition.ts'
import {
  removeStation,
  type StationRefusal,
  type StationSaved,
  type StationWish,
  saveStation,
} from '../../connections/edit-stations.ts'
import { identityWords } from '../../connections/identity.ts'
import type { OperatorContext } from '../../context.ts'
import { exactly } from '../../db/count-rows.ts'
import { changedMeanwhile } from '../../http/condition.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { ApiError, conflict, invalid, notFound } from '../../http/problem.ts'
import { anywhere, protocolOf } from '../../http/wire.ts'
import {
  countStations,
  listStations as listStationRows,
  orderKinds,
  type StationOrder,
} from '../../sites/station-list.ts'
import type { DeclaredEvse } from '../../stations/evse-store.ts'
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
  return { status: 200, body: { items: await stationResources(ctx, rows), ...exactly(total), next } }
}

export const getStation: Handler<Endpoints['getStation']> = async (ctx, { params }) => {
  const station = await existing(ctx, params.id)
  return { status: 200, body: station, revision: station.revision }
}

export const putStation: Handler<Endpoints['putStation']> = async (ctx, { params, body, condition }) => {
  checkEvses(body.evses)
  const saved = await saveStation(ctx, params.id, wishOf(body), { condition, fromInbox: false })
  if (saved.outcome !== 'saved') throw refused(ctx, saved, condition)
  return answerSaved(ctx, params.id, saved)
}

export const deleteStation: Handler<Endpoints['deleteStation']> = async (ctx, { params: { id }, condition }) => {
  const removal = await removeStation(ctx, id, condition)
  if (removal.outcome === 'not-found') throw notFound(`charging station ${id}`)
  if (removal.outcome === 'not-as-seen') throw changedMeanwhile(condition, removal)
  return { status: 204, body: null }
}

export function wishOf(body: StationPut): StationWish {
  const { password, site, evses, assumeVersion, ...rest } = body
  const edit = { ...rest, siteId: site, assumeVersion: assumeVersion && protocolOf(assumeVersion) }
  return { edit, password, evses, asked: body }
}

export function refused({ config }: OperatorContext, refusal: StationRefusal, condition: Condition): ApiError {
  switch (refusal.outcome) {
    case 'not-as-seen':
      return changedMeanwhile(condition, refusal)
    case 'of-another':
      return conflict('The id belongs to somebody else')
    case 'evse-busy':
      return conflict(`EVSE ${refusal.evseId} has an open transaction; it cannot be forgotten now`)
    case 'no-such-site':
      return invalid([{ path: '/site', message: 'there is no such site' }])
    case 'no-identity':
      return invalid([{ path: 'id', message: `must be ${identityWords[config.stationIds]}` }])
    case 'hashes-busy':
      return new ApiError(503, 'unavailable', 'Too many passwords wait to be hashed')
  }
}

export async function answerSaved(
  ctx: OperatorContext,
  id: string,
  { created, made }: Pick<StationSaved, 'created' | 'made'>,
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
