import { validateRequest } from '@busbar/ocpp/validation'
import type { OperatorContext } from '../../context.ts'
import { changedMeanwhile } from '../../http/condition.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, invalid, notFound } from '../../http/problem.ts'
import { anywhere, iso } from '../../http/wire.ts'
import { messageOf } from '../../operations/order.ts'
import { problemsOf, type ChargingProfile as StoredProfile } from '../../smart-charging/charging-profile.ts'
import {
  type ChargingProfileRow,
  chargingProfileOf,
  countChargingProfiles,
  listChargingProfiles as listRows,
} from '../../smart-charging/charging-profile-store.ts'
import {
  addChargingProfile,
  putChargingProfile as putKept,
  removeChargingProfile,
} from '../../smart-charging/edit-charging-profiles.ts'
import type { endpoints } from '../endpoints.ts'
import type { ChargingProfile } from './resource.ts'

type Endpoints = typeof endpoints

export const listChargingProfiles: Handler<Endpoints['listChargingProfiles']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
  const filter = {
    organisationId: ctx.organisationId,
    name: query.name,
    pattern: query.q === undefined ? undefined : anywhere(query.q),
  }
  const [found, total] = await Promise.all([
    listRows(ctx.db, filter, after && Number(after[0]), limit),
    countChargingProfiles(ctx.db, filter),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  return { status: 200, body: { items: rows.map(toChargingProfile), ...total, next } }
}

export const getChargingProfile: Handler<Endpoints['getChargingProfile']> = async (ctx, { params }) => {
  const row = await existing(ctx, params.id)
  return { status: 200, body: toChargingProfile(row), revision: row.revision }
}

export const postChargingProfile: Handler<Endpoints['postChargingProfile']> = async (ctx, { body }) => {
  checkProfile(body.profile)
  return answerCreated(ctx, await addChargingProfile(ctx, { name: body.name, profile: body.profile }))
}

export const putChargingProfile: Handler<Endpoints['putChargingProfile']> = async (
  ctx,
  { params: { id }, body, condition },
) => {
  if (body.profile) checkProfile(body.profile)
  const put = await putKept(ctx, id, body, condition)
  switch (put.outcome) {
    case 'created':
      return answerCreated(ctx, id)
    case 'changed': {
      const row = await existing(ctx, id)
      return { status: 200, body: toChargingProfile(row), revision: row.revision }
    }
    case 'not-as-seen':
      throw changedMeanwhile(condition, put)
    case 'no-profile':
      throw invalid([{ path: '/profile', message: 'is missing' }])
    case 'of-another':
      throw conflict('The id belongs to somebody else')
    case 'gone':
      throw notFound(`charging profile ${id}`)
  }
}

export const deleteChargingProfile: Handler<Endpoints['deleteChargingProfile']> = async (
  ctx,
  { params: { id }, condition },
) => {
  const removed = await removeChargingProfile(ctx, id, condition)
  if (removed.outcome === 'not-found') throw notFound(`charging profile ${id}`)
  if (removed.outcome === 'not-as-seen') throw changedMeanwhile(condition, removed)
  return { status: 204, body: null }
}

async function answerCreated(ctx: OperatorContext, id: number) {
  const row = await existing(ctx, id)
  return {
    status: 201 as const,
    body: toChargingProfile(row),
    revision: row.revision,
    location: `/api/v1/charging-profiles/${id}`,
  }
}

async function existing(ctx: OperatorContext, id: number): Promise<ChargingProfileRow> {
  const row = await chargingProfileOf(ctx.db, ctx.organisationId, id)
  if (!row) throw notFound(`charging profile ${id}`)
  return row
}

/** The profile must be one 2.1 could carry; which version a station speaks is not known yet. */
function checkProfile(profile: Record<string, unknown>): void {
  if ('id' in profile) throw invalid([{ path: '/profile/id', message: 'is given by the address, not in the profile' }])
  const prefix = '/chargingProfile'
  const checked = validateRequest('ocpp2.1', 'SetChargingProfile', {
    evseId: 0,
    chargingProfile: { id: 1, ...profile },
  })
  if (!checked.ok) {
    const path = checked.path.startsWith(prefix) ? checked.path.slice(prefix.length) : ''
    throw invalid([{ path: `/profile${path}`, message: messageOf(checked) }])
  }
  const problems = problemsOf(profile as unknown as StoredProfile)
  if (problems.length > 0) throw invalid(problems.map((problem) => ({ ...problem, path: `/profile${problem.path}` })))
}

function toChargingProfile(row: ChargingProfileRow): ChargingProfile {
  return {
    id: row.id,
    name: row.name,
    profile: row.profile,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    revision: row.revision,
  }
}
