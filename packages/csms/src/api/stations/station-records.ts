/** What hangs below a station: message log, variables, operations, security events, installed profiles. */
import { type SqlBool, sql } from 'kysely'
import type { OperatorContext } from '../../context.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { notFound } from '../../http/problem.ts'
import { anywhere, iso, isoOrNull } from '../../http/wire.ts'
import { countMessages, listMessages as listMessageRows } from '../../stations/message-list.ts'
import { stationOf } from '../../stations/station-store.ts'
import type { endpoints } from '../endpoints.ts'
import { toMessage } from './to-message.ts'

type Endpoints = typeof endpoints

const countedMessages = 10_000

/** Throws 404 unless the station is this organisation's. */
export async function mustSee(ctx: OperatorContext, stationId: string) {
  const station = await stationOf(ctx.db, ctx.organisationId, stationId)
  if (!station) throw notFound(`charging station ${stationId}`)
  return station
}

export const listMessages: Handler<Endpoints['listMessages']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
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
  const [found, total] = await Promise.all([
    listMessageRows(ctx.db, filter, after && Number(after[0]), limit),
    countMessages(ctx.db, filter, countedMessages),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  return { status: 200, body: { items: rows.map(toMessage), total, next } }
}

export const listOperations: Handler<Endpoints['listOperations']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number', 'number'])
  const matching = ctx.db
    .selectFrom('operation')
    .where('station_id', '=', id)
    .where('organisation_id', '=', ctx.organisationId)
  const [found, counted] = await Promise.all([
    matching
      .selectAll()
      .$if(after !== null, (q) =>
        q.where(sql<SqlBool>`(requested_at, id) < (${new Date(Number(after?.[0]))}, ${Number(after?.[1])})`),
      )
      .orderBy('requested_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
    matching.select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow(),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.requested_at.getTime(), row.id])
  const items = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    requestId: row.request_id,
    status: row.status,
    dueAt: isoOrNull(row.due_at),
    detail: row.detail as Record<string, unknown>,
    response: row.response,
    requestedAt: iso(row.requested_at),
    updatedAt: iso(row.updated_at),
  }))
  return { status: 200, body: { items, total: counted.n, next } }
}

export const listSecurityEvents: Handler<Endpoints['listSecurityEvents']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
  const matching = ctx.db
    .selectFrom('security_event')
    .where('station_id', '=', id)
    .where('organisation_id', '=', ctx.organisationId)
  const [found, counted] = await Promise.all([
    matching
      .selectAll()
      .$if(after !== null, (q) => q.where('id', '<', Number(after?.[0])))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
    matching.select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow(),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  const items = rows.map((row) => ({
    id: row.id,
    type: row.type,
    at: iso(row.at),
    receivedAt: iso(row.received_at),
    techInfo: row.tech_info,
  }))
  return { status: 200, body: { items, total: counted.n, next } }
}

export const listInstalledChargingProfiles: Handler<Endpoints['listInstalledChargingProfiles']> = async (
  ctx,
  { params: { id } },
) => {
  await mustSee(ctx, id)
  const rows = await ctx.db
    .selectFrom('installed_charging_profile as i')
    .leftJoin('charging_profile as p', (join) =>
      join.onRef('p.id', '=', 'i.profile_id').on('p.organisation_id', '=', ctx.organisationId),
    )
    .selectAll('i')
    .select('p.name')
    .where('i.station_id', '=', id)
    .orderBy('i.evse_id')
    .orderBy('i.purpose')
    .orderBy('i.stack_level')
    .orderBy('i.profile_id')
    .execute()
  const items = rows.map((row) => ({
    id: row.profile_id,
    name: row.name,
    evseId: row.evse_id,
    purpose: row.purpose,
    stackLevel: row.stack_level,
    transaction: row.transaction_id,
    profile: row.profile as Record<string, unknown>,
    source: row.source,
    at: iso(row.at),
  }))
  return { status: 200, body: { items } }
}
