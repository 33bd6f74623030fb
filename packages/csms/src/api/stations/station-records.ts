/** What hangs below a station: message log, operations, security events, installed profiles. */
import type { OperatorContext } from '../../context.ts'
import { cutPage, cutSearch, defaultLimit, readCursor, totalOfPage } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { notFound } from '../../http/problem.ts'
import { anywhere, iso, isoOrNull } from '../../http/wire.ts'
import { countOperations, listOperations as listOperationRows } from '../../operations/operation-list.ts'
import { listInstalledProfiles } from '../../smart-charging/installed-profile.ts'
import { listMessages as listMessageRows, type MessagePlace } from '../../stations/message-list.ts'
import { countSecurityEvents, listSecurityEvents as listSecurityEventRows } from '../../stations/security-event-list.ts'
import { stationOf } from '../../stations/station-store.ts'
import type { endpoints } from '../endpoints.ts'
import { toMessage } from './to-message.ts'

type Endpoints = typeof endpoints

/** Throws 404 unless the station is this organisation's. */
export async function mustSee(ctx: OperatorContext, stationId: string) {
  const station = await stationOf(ctx.db, ctx.organisationId, stationId)
  if (!station) throw notFound(`charging station ${stationId}`)
  return station
}

export const listMessages: Handler<Endpoints['listMessages']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number', 'number'])
  const filter = {
    organisationId: ctx.organisationId,
    stationId: id,
    action: query.action,
    direction: query.direction,
    outcome: query.outcome,
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
    pattern: query.q === undefined ? undefined : anywhere(query.q),
  }
  const before = after && { at: new Date(Number(after[0])), id: Number(after[1]) }
  const found = await listMessageRows(ctx.db, filter, { before, most: limit + 1, now: ctx.now() })
  const keyOf = ({ at, id }: MessagePlace) => [at.getTime(), id]
  const { rows, next } = cutSearch(found, limit, { keyOf, placeOf: keyOf })
  const total = totalOfPage(rows, next === null && after === null)
  return {
    status: 200,
    body: { items: rows.map(toMessage), ...total, next, searchedTo: isoOrNull(found.stoppedAt?.at ?? null) },
  }
}

export const listOperations: Handler<Endpoints['listOperations']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number', 'number'])
  const of = { organisationId: ctx.organisationId, stationId: id }
  const [found, total] = await Promise.all([
    listOperationRows(ctx.db, of, after && { requestedAt: new Date(Number(after[0])), id: Number(after[1]) }, limit),
    countOperations(ctx.db, of),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.requested_at.getTime(), row.id])
  const items = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    requestId: row.request_id,
    status: row.status,
    state: row.state,
    attempts: row.attempts,
    nextTryAt: isoOrNull(row.next_try_at),
    tryUntil: isoOrNull(row.try_until),
    dueAt: isoOrNull(row.due_at),
    detail: row.detail as Record<string, unknown>,
    response: row.response,
    requestedAt: iso(row.requested_at),
    updatedAt: iso(row.updated_at),
  }))
  return { status: 200, body: { items, ...total, next } }
}

export const listSecurityEvents: Handler<Endpoints['listSecurityEvents']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
  const of = { organisationId: ctx.organisationId, stationId: id }
  const [found, total] = await Promise.all([
    listSecurityEventRows(ctx.db, of, after && Number(after[0]), limit),
    countSecurityEvents(ctx.db, of),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  const items = rows.map((row) => ({
    id: row.id,
    type: row.type,
    at: iso(row.at),
    receivedAt: iso(row.received_at),
    techInfo: row.tech_info,
  }))
  return { status: 200, body: { items, ...total, next } }
}

export const listInstalledChargingProfiles: Handler<Endpoints['listInstalledChargingProfiles']> = async (
  ctx,
  { params: { id } },
) => {
  await mustSee(ctx, id)
  const rows = await listInstalledProfiles(ctx.db, ctx.organisationId, id)
  const items = rows.map((row) => ({
    id: row.profile_id,
    name: row.name,
    evseId: row.evse_id,
    purpose: row.purpose,
    stackLevel: row.stack_level,
    transaction: row.transaction_id,
    profile: row.profile,
    source: row.source,
    at: iso(row.at),
  }))
  return { status: 200, body: { items } }
}
