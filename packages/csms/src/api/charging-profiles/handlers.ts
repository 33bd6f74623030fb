import { validateRequest } from '@busbar/ocpp/validation'
import { type SqlBool, sql } from 'kysely'
import { inChange, record } from '../../audit/change.ts'
import type { OperatorContext } from '../../context.ts'
import { checkCondition } from '../../http/condition.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, invalid, notFound } from '../../http/problem.ts'
import { anywhere, iso } from '../../http/wire.ts'
import { messageOf } from '../../operations/order.ts'
import { problemsOf, type ChargingProfile as StoredProfile } from '../../smart-charging/charging-profile.ts'
import {
  type ChargingProfileRow,
  chargingProfileForUpdate,
  chargingProfileOf,
  deleteChargingProfile as deleteRow,
  insertChargingProfile,
  updateChargingProfile,
} from '../../smart-charging/charging-profile-store.ts'
import type { endpoints } from '../endpoints.ts'
import type { ChargingProfile } from './resource.ts'

type Endpoints = typeof endpoints

export const listChargingProfiles: Handler<Endpoints['listChargingProfiles']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
  const matching = ctx.db
    .selectFrom('charging_profile')
    .where('organisation_id', '=', ctx.organisationId)
    .$if(query.name !== undefined, (q) => q.where('name', '=', query.name as string))
    .$if(query.q !== undefined, (q) => q.where('name', 'ilike', anywhere(query.q as string)))
  const [found, counted] = await Promise.all([
    matching
      .selectAll()
      .$if(after !== null, (q) => q.where(sql<SqlBool>`id > ${after?.[0]}`))
      .orderBy('id')
      .limit(limit + 1)
      .execute(),
    matching.select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow(),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  return { status: 200, body: { items: rows.map(toChargingProfile), total: counted.n, next } }
}

export const getChargingProfile: Handler<Endpoints['getChargingProfile']> = async (ctx, { params }) => {
  const row = await existing(ctx, params.id)
  return { status: 200, body: toChargingProfile(row), revision: row.revision }
}

export const postChargingProfile: Handler<Endpoints['postChargingProfile']> = async (ctx, { body }) => {
  checkProfile(body.profile)
  for (;;) {
    const id = await ctx.numbers.next()
    // A caller may have chosen this number with PUT; the next one is as good.
    if (await create(ctx, { id, name: body.name, profile: body.profile })) return answerCreated(ctx, id)
  }
}

export const putChargingProfile: Handler<Endpoints['putChargingProfile']> = async (
  ctx,
  { params: { id }, body, condition },
) => {
  if (body.profile) checkProfile(body.profile)
  const current = await chargingProfileOf(ctx.db, ctx.organisationId, id)
  if (!current) {
    checkCondition(condition, null)
    if (!body.profile) throw invalid([{ path: '/profile', message: 'is missing' }])
    const created = await create(ctx, { id, name: body.name ?? String(id), profile: body.profile })
    if (!created) throw conflict('The id belongs to somebody else')
    return answerCreated(ctx, id)
  }
  await inChange(ctx, async (db) => {
    const locked = await chargingProfileForUpdate(db, id)
    checkCondition(condition, locked?.revision ?? null)
    if (!locked) throw notFound(`charging profile ${id}`)
    await updateChargingProfile(db, locked, body, ctx.now())
    await note(ctx, db, 'changed', id, body)
  })
  const row = await existing(ctx, id)
  return { status: 200, body: toChargingProfile(row), revision: row.revision }
}

export const deleteChargingProfile: Handler<Endpoints['deleteChargingProfile']> = async (
  ctx,
  { params: { id }, condition },
) => {
  await inChange(ctx, async (db) => {
    const current = await chargingProfileForUpdate(db, id)
    if (current?.organisation_id !== ctx.organisationId) throw notFound(`charging profile ${id}`)
    checkCondition(condition, current.revision)
    await deleteRow(db, id)
    await note(ctx, db, 'removed', id)
  })
  return { status: 204, body: null }
}

async function create(ctx: OperatorContext, profile: { id: number; name: string; profile: object }): Promise<boolean> {
  return inChange(ctx, async (db) => {
    const free = await insertChargingProfile(db, { ...profile, organisationId: ctx.organisationId, at: ctx.now() })
    if (free) await note(ctx, db, 'created', profile.id, profile)
    return free
  })
}

const note = (
  ctx: OperatorContext,
  db: Parameters<typeof record>[1],
  change: 'created' | 'changed' | 'removed',
  id: number,
  detail: object = {},
): Promise<void> =>
  record(ctx, db, {
    change,
    subjectType: 'charging-profile',
    subject: String(id),
    event: 'charging-profile.changed',
    detail,
  })

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
    profile: row.profile as Record<string, unknown>,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    revision: row.revision,
  }
}
