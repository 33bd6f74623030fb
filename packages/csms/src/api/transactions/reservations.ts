import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { notFound } from '../../http/problem.ts'
import { iso } from '../../http/wire.ts'
import {
  countReservations,
  listReservations as listRows,
  type ReservationRow,
  shownReservation,
} from '../../reservations/reservation-list.ts'
import type { endpoints } from '../endpoints.ts'
import type { Reservation } from './reservation-resource.ts'

type Endpoints = typeof endpoints

export const listReservations: Handler<Endpoints['listReservations']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number', 'number'])
  const filter = {
    organisationId: ctx.organisationId,
    stationId: query.station,
    state: query.state,
    idTokens:
      query.idTag === undefined ? undefined : [query.idTag, ctx.keyCodes.nameOf(ctx.organisationId, query.idTag)],
  }
  const [found, total] = await Promise.all([
    listRows(ctx.db, filter, after && { createdAt: new Date(Number(after[0])), id: Number(after[1]) }, limit),
    countReservations(ctx.db, filter),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.created_at.getTime(), row.id])
  return { status: 200, body: { items: rows.map(toReservation), ...total, next } }
}

export const getReservation: Handler<Endpoints['getReservation']> = async (ctx, { params: { id } }) => {
  const row = await shownReservation(ctx.db, ctx.organisationId, id)
  if (!row) throw notFound(`reservation ${id}`)
  return { status: 200, body: toReservation(row) }
}

function toReservation(row: ReservationRow): Reservation {
  return {
    id: row.id,
    station: row.station_id,
    evse: row.evse_id,
    connector: row.connector_id,
    connectorType: row.connector_type,
    idTag: row.id_token,
    idTokenType: row.id_token_type,
    groupToken: row.group_token,
    expiresAt: iso(row.expires_at),
    state: row.state,
    transaction: row.transaction_id,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  }
}
