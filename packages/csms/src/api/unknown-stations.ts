import {
  countUnknownStations,
  listUnknownStations as listRows,
  unknownStationOf,
} from '../stations/unknown-station-list.ts'
import { welcomeStranger } from '../stations/welcome-stranger.ts'
import { inChange, record } from './change.ts'
import { cutPage, defaultLimit, readCursor } from './cursor.ts'
import type { Handler } from './endpoint.ts'
import type { endpoints } from './endpoints.ts'
import { notFound } from './problem.ts'
import { answerSaved, saveStation } from './stations.ts'
import { iso, versionNameOrNull } from './wire.ts'

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
  const items = rows.map((row) => ({
    id: row.id,
    version: versionNameOrNull(row.version),
    vendor: row.vendor,
    model: row.model,
    serialNumber: row.serial_number,
    firmwareVersion: row.firmware_version,
    remoteAddress: row.remote_address,
    firstSeenAt: iso(row.first_seen_at),
    lastSeenAt: iso(row.last_seen_at),
    attempts: row.attempts,
  }))
  return { status: 200, body: { items, total, next } }
}

export const acceptUnknownStation: Handler<Endpoints['acceptUnknownStation']> = async (
  ctx,
  { params: { id }, body },
) => {
  const waiting = await unknownStationOf(ctx.db, ctx.organisationId, id)
  if (!waiting) throw notFound(`unknown charging station ${id}`)
  await saveStation(
    ctx,
    id,
    { ...body, admission: 'accepted' },
    {
      condition: { ifMatch: null, ifNew: false },
      newId: false,
    },
  )
  await welcomeStranger(ctx, waiting)
  const { body: station, revision } = await answerSaved(ctx, id, true)
  return { status: 201, body: station, revision, location: `/api/v1/stations/${encodeURIComponent(id)}` }
}

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
  return { status: 204, body: null }
}
