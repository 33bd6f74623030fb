/** API tokens as operators see them. */

import type { ApiTokenRow } from '../../accounts/api-token.ts'
import { listApiTokens as listRows } from '../../accounts/api-token-store.ts'
import { changeApiToken as change, makeApiToken, revokeApiToken as revoke } from '../../accounts/edit-api-tokens.ts'
import type { OperatorContext } from '../../context.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, invalid, notFound } from '../../http/problem.ts'
import { iso, isoOrNull } from '../../http/wire.ts'
import type { endpoints } from '../endpoints.ts'
import type { ApiToken } from './resource.ts'

type Endpoints = typeof endpoints

export const listApiTokens: Handler<Endpoints['listApiTokens']> = async (ctx) => {
  const rows = await listRows(ctx.db, ctx.organisationId)
  return { status: 200, body: { items: rows.map((row) => toApiToken(ctx, row)) } }
}

export const createApiToken: Handler<Endpoints['createApiToken']> = async (ctx, { body }) => {
  const { name } = body
  const made = await makeApiToken(ctx, { name, expiresAt: timeOf(body.expiresAt) ?? null, asked: body })
  switch (made.outcome) {
    case 'made':
      return { status: 201, body: { ...toApiToken(ctx, made.row), token: made.token } }
    case 'expired':
      throw invalid([{ path: '/expiresAt', message: 'is over already' }])
    case 'name-taken':
      throw nameTaken(name)
  }
}

export const changeApiToken: Handler<Endpoints['changeApiToken']> = async (ctx, { params: { id }, body }) => {
  const changed = await change(ctx, id, { name: body.name, expiresAt: timeOf(body.expiresAt), asked: body })
  switch (changed.outcome) {
    case 'changed':
      return { status: 200, body: toApiToken(ctx, changed.row) }
    case 'not-found':
      throw notFound(`API token ${id}`)
    case 'of-setting':
      throw ofSetting()
    case 'name-taken':
      throw nameTaken(body.name)
  }
}

export const revokeApiToken: Handler<Endpoints['revokeApiToken']> = async (ctx, { params: { id } }) => {
  switch ((await revoke(ctx, id)).outcome) {
    case 'revoked':
      return { status: 204, body: null }
    case 'not-found':
      throw notFound(`API token ${id}`)
    case 'of-setting':
      throw ofSetting()
    case 'last-that-opens':
      throw conflict('It is the last token that opens; make another one first')
  }
}

const timeOf = (text: string | null | undefined): Date | null | undefined =>
  typeof text === 'string' ? new Date(text) : text

const nameTaken = (name: string | undefined) => conflict(`There is a token called ${name}`)
const ofSetting = () => conflict('It is the token of BUSBAR_API_TOKEN: change the setting and start the server again')

const toApiToken = (ctx: OperatorContext, row: ApiTokenRow): ApiToken => ({
  id: row.id,
  name: row.name,
  origin: row.origin,
  createdAt: iso(row.created_at),
  createdBy: row.created_by,
  expiresAt: isoOrNull(row.expires_at),
  lastUsedAt: isoOrNull(row.last_used_at),
  current: row.id === ctx.token.id,
})
