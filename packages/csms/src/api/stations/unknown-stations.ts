import {
  acceptStranger,
  canBeAccepted,
  dismissStranger,
  strangersTurnedAway,
} from '../../connections/accept-stranger.ts'
import { exactly } from '../../db/count-rows.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { invalid, notFound } from '../../http/problem.ts'
import { iso, versionNameOrNull } from '../../http/wire.ts'
import { countUnknownStations, listUnknownStations as listRows } from '../../stations/unknown-station-list.ts'
import type { endpoints } from '../endpoints.ts'
import { answerSaved, refused, wishOf } from './handlers.ts'
import type { StationPut } from './resource.ts'
import { turnedAwayResource } from './to-turned-away.ts'

type Endpoints = typeof endpoints

export const listUnknownStations: Handler<Endpoints['listUnknownStations']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number', 'string'])
  const [found, total] = await Promise.all([
    listRows(
      ctx.db,
      ctx.organisationId,
      after && { lastSeenAt: new Date(Number(after[0])), id: String(after[1]) },
      limit,
    ),
    countUnknownStations(ctx.db, ctx.organisationId),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.last_seen_at.getTime(), row.id])
  const refused = Map.groupBy(ctx.turnedAway.unknown(), ({ identity }) => identity)
  const items = rows.map((row) => ({
    id: row.id,
    version: versionNameOrNull(row.version),
    vendor: row.vendor,
    model: row.model,
    serialNumber: row.serial_number,
    firmwareVersion: row.firmware_version,
    remoteAddress: row.remote_address,
    turnedAway: (refused.get(row.id) ?? []).map(turnedAwayResource),
    firstSeenAt: iso(row.first_seen_at),
    lastSeenAt: iso(row.last_seen_at),
    // One that was forgotten while it was connected has only booted since.
    attempts: Math.max(1, row.attempts),
  }))
  return { status: 200, body: { items, ...exactly(total), next } }
}

export const listTurnedAway: Handler<Endpoints['listTurnedAway']> = async (ctx) => {
  const items = strangersTurnedAway(ctx).map((one) => ({
    identity: one.identity,
    canBeAccepted: canBeAccepted(one),
    ...turnedAwayResource(one),
  }))
  return { status: 200, body: { items } }
}

export const acceptUnknownStation: Handler<Endpoints['acceptUnknownStation']> = async (
  ctx,
  { params: { id }, body, condition },
) => {
  const { password, unprotected, ...rest } = body
  if (password !== undefined && unprotected) {
    throw invalid([{ path: '/unprotected', message: 'says the opposite of password' }])
  }
  const wish: StationPut = {
    ...rest,
    password: unprotected ? null : (password ?? { generate: true }),
    admission: 'accepted',
  }
  const accepted = await acceptStranger(ctx, id, wishOf(wish))
  if (accepted.outcome === 'not-found') throw notFound(`unknown charging station ${id}`)
  if (accepted.outcome !== 'saved') throw refused(ctx, accepted, condition)
  return { ...(await answerSaved(ctx, id, { created: true, made: accepted.made })), status: 201 }
}

export const deleteUnknownStation: Handler<Endpoints['deleteUnknownStation']> = async (ctx, { params: { id } }) => {
  if (!(await dismissStranger(ctx, id))) throw notFound(`unknown charging station ${id}`)
  return { status: 204, body: null }
}
