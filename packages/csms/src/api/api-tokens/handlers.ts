/** API tokens as operators see them. */

import { type ApiTokenRow, insertApiToken, newApiToken } from '../../accounts/api-token.ts'
import { inChange, record } from '../../audit/change.ts'
import type { OperatorContext } from '../../context.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, invalid, notFound } from '../../http/problem.ts'
import { iso, isoOrNull } from '../../http/wire.ts'
import type { endpoints } from '../endpoints.ts'
import type { ApiToken } from './resource.ts'

type Endpoints = typeof endpoints

export const listApiTokens: Handler<Endpoints['listApiTokens']> = async (ctx) => {
  const rows = await ownRows(ctx).orderBy('id', 'desc').execute()
  return { status: 200, body: { items: rows.map((row) => toApiToken(ctx, row)) } }
}

export const createApiToken: Handler<Endpoints['createApiToken']> = async (ctx, { body }) => {
  const expiresAt = timeOf(body.expiresAt) ?? null
  if (expiresAt && expiresAt <= ctx.now()) throw invalid([{ path: '/expiresAt', message: 'is over already' }])
  const token = newApiToken()
  const row = await inChange(ctx, async (db) => {
    const { organisationId, actor } = ctx
    if (await ownRows(ctx, db).where('name', '=', body.name).executeTakeFirst()) throw nameTaken(body.name)
    const created = await insertApiToken(db, token, {
      organisationId,
      name: body.name,
      origin: 'api',
      at: ctx.now(),
      createdBy: actor,
      expiresAt,
    })
    await record(ctx, db, { ...noteOf(created), change: 'created', detail: body })
    return created
  })
  ctx.apiTokens.learn(row)
  return { status: 201, body: { ...toApiToken(ctx, row), token } }
}

export const changeApiToken: Handler<Endpoints['changeApiToken']> = async (ctx, { params: { id }, body }) => {
  const row = await inChange(ctx, async (db) => {
    const current = await existing(ctx, db, id)
    if (current.origin === 'setting') throw ofSetting()
    const { name } = body
    if (name !== undefined && name !== current.name) {
      if (await ownRows(ctx, db).where('name', '=', name).executeTakeFirst()) throw nameTaken(name)
    }
    const expiresAt = timeOf(body.expiresAt)
    const changed = await db
      .updateTable('api_token')
      .set({ name: name ?? current.name, expires_at: expiresAt === undefined ? current.expires_at : expiresAt })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(ctx, db, { ...noteOf(changed), change: 'changed', detail: body })
    return changed
  })
  ctx.apiTokens.learn(row)
  return { status: 200, body: toApiToken(ctx, row) }
}

export const revokeApiToken: Handler<Endpoints['revokeApiToken']> = async (ctx, { params: { id } }) => {
  const row = await inChange(ctx, async (db) => {
    const current = await existing(ctx, db, id)
    if (current.origin === 'setting') throw ofSetting()
    const others = await ownRows(ctx, db).where('id', '!=', id).execute()
    if (!others.some(({ expires_at }) => expires_at === null || expires_at > ctx.now())) {
      throw conflict('It is the last token that opens; make another one first')
    }
    await db.deleteFrom('api_token').where('id', '=', id).execute()
    await record(ctx, db, { ...noteOf(current), change: 'removed' })
    return current
  })
  ctx.apiTokens.forget(row)
  return { status: 204, body: null }
}

const ownRows = (ctx: OperatorContext, db = ctx.db) =>
  db.selectFrom('api_token').selectAll().where('organisation_id', '=', ctx.organisationId)

async function existing(ctx: OperatorContext, db: OperatorContext['db'], id: number): Promise<ApiTokenRow> {
  const row = await ownRows(ctx, db).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound(`API token ${id}`)
  return row
}

const timeOf = (text: string | null | undefined): Date | null | undefined =>
  typeof text === 'string' ? new Date(text) : text

const nameTaken = (name: string) => conflict(`There is a token called ${name}`)
const ofSetting = () => conflict('It is the token of BUSBAR_API_TOKEN: change the setting and start the server again')

const noteOf = ({ name }: ApiTokenRow) =>
  ({ subjectType: 'api-token', subject: name, event: 'api-token.changed' }) as const

const toApiToken = (ctx: OperatorContext, row: ApiTokenRow): ApiToken => ({
  id: row.id,
  name: row.name,
  origin: row.origin as ApiToken['origin'],
  createdAt: iso(row.created_at),
  createdBy: row.created_by,
  expiresAt: isoOrNull(row.expires_at),
  lastUsedAt: isoOrNull(row.last_used_at),
  current: row.id === ctx.token.id,
})
