import { inChange, record } from '../../audit/change.ts'
import { strangersOrganisation } from '../../connections/door.ts'
import { isIdentity } from '../../connections/identity.ts'
import type { TurnAway } from '../../connections/turned-away.ts'
import { welcomeStranger } from '../../connections/welcome-stranger.ts'
import type { OperatorContext } from '../../context.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { invalid, notFound } from '../../http/problem.ts'
import { iso, versionNameOrNull } from '../../http/wire.ts'
import {
  countUnknownStations,
  listUnknownStations as listRows,
  unknownStationOf,
} from '../../stations/unknown-station-list.ts'
import type { endpoints } from '../endpoints.ts'
import { answerSaved, saveStation } from './handlers.ts'
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
  return { status: 200, body: { items, total, next } }
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
  { params: { id }, body },
) => {
  const { password, unprotected, ...rest } = body
  if (password !== undefined && unprotected) {
    throw invalid([{ path: '/unprotected', message: 'says the opposite of password' }])
  }
  const waiting = await unknownStationOf(ctx.db, ctx.organisationId, id)
  const knocked = strangersTurnedAway(ctx).some((one) => one.identity === id && canBeAccepted(one))
  if (!waiting && !knocked) throw notFound(`unknown charging station ${id}`)
  const { made } = await saveStation(
    ctx,
    id,
    { ...rest, password: unprotected ? null : (password ?? { generate: true }), admission: 'accepted' },
    { condition: { ifMatch: null, ifNew: false }, fromInbox: true },
  )
  if (waiting) await welcomeStranger(ctx, waiting)
  return { ...(await answerSaved(ctx, id, { created: true, made })), status: 201 }
}

const strangersTurnedAway = (ctx: OperatorContext): TurnAway[] =>
  ctx.organisationId === strangersOrganisation ? ctx.turnedAway.unknown() : []

/** One that was refused for being unknown, or for an id an operator may allow it: it can be let in as well. */
const canBeAccepted = ({ identity, code }: TurnAway): boolean =>
  identity !== null && (code === 'unknown' || code === 'odd-id') && isIdentity(identity, 'ocpp1.6')

export const deleteUnknownStation: Handler<Endpoints['deleteUnknownStation']> = async (ctx, { params: { id } }) => {
  await inChange(ctx, async (db) => {
    const removed = await db
      .deleteFrom('unknown_station')
      .where('id', '=', id)
      .where('organisation_id', '=', ctx.organisationId)
      .returning('id')
      .executeTakeFirst()
    if (!removed) throw notFound(`unknown charging station ${id}`)
    await record(ctx, db, { change: 'removed', subjectType: 'unknown-station', subject: id, event: 'station.unknown' })
  })
  ctx.inbox.forget(id)
  return { status: 204, body: null }
}
