import { idTokenAddressed, putIdToken as putKept, removeIdToken } from '../../authorization/edit-id-tokens.ts'
import {
  countIdTokens,
  type IdTokenEdit,
  type IdTokenRow,
  listIdTokens as listRows,
} from '../../authorization/id-token-store.ts'
import { isKeyCodeType, keyCode } from '../../authorization/key-codes.ts'
import type { OperatorContext } from '../../context.ts'
import { changedMeanwhile } from '../../http/condition.ts'
import { cutSearch, defaultLimit, readCursor, totalOfPage } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { invalid, notFound } from '../../http/problem.ts'
import { anywhere, iso, isoOrNull } from '../../http/wire.ts'
import type { endpoints } from '../endpoints.ts'
import type { IdToken, IdTokenPut } from './resource.ts'

type Endpoints = typeof endpoints

export const listIdTokens: Handler<Endpoints['listIdTokens']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['string'])
  const filter = {
    organisationId: ctx.organisationId,
    now: ctx.now(),
    status: query.status,
    group: query.group,
    pattern: query.q === undefined ? undefined : anywhere(query.q),
  }
  const [found, counted] = await Promise.all([
    listRows(ctx.db, filter, { after: after && String(after[0]), most: limit + 1 }),
    countIdTokens(ctx.db, filter),
  ])
  const { rows, next } = cutSearch(found, limit, { keyOf: (row) => [row.token_key], placeOf: (key) => [key] })
  const total = counted ?? totalOfPage(rows, next === null && after === null)
  const items = rows.map((row) => toIdToken(ctx, row))
  return { status: 200, body: { items, ...total, next, searchedTo: found.stoppedAt } }
}

export const getIdToken: Handler<Endpoints['getIdToken']> = async (ctx, { params }) => {
  const row = await existing(ctx, params.token)
  return { status: 200, body: toIdToken(ctx, row), revision: row.revision }
}

export const putIdToken: Handler<Endpoints['putIdToken']> = async (ctx, { params: { token }, body, condition }) => {
  const put = await putKept(ctx, token, { edit: editOf(body), asked: body, condition })
  if (put.outcome === 'not-as-seen') throw changedMeanwhile(condition, put)
  if (put.outcome === 'name-of-key-code') {
    throw invalid([{ path: '/type', message: 'is KeyCode: what is called like this is a key code' }])
  }
  const { outcome, name } = put
  const row = await existing(ctx, name)
  return {
    status: outcome === 'created' ? 201 : 200,
    body: toIdToken(ctx, row),
    revision: row.revision,
    ...(outcome === 'created' && { location: `/api/v1/id-tokens/${encodeURIComponent(name)}` }),
  }
}

export const deleteIdToken: Handler<Endpoints['deleteIdToken']> = async (ctx, { params: { token }, condition }) => {
  const removal = await removeIdToken(ctx, token, condition)
  if (removal.outcome === 'not-found') throw notFound(`id token ${token}`)
  if (removal.outcome === 'not-as-seen') throw changedMeanwhile(condition, removal)
  return { status: 204, body: null }
}

async function existing(ctx: OperatorContext, token: string): Promise<IdTokenRow> {
  const row = await idTokenAddressed(ctx, token)
  if (!row) throw notFound(`id token ${token}`)
  return row
}

function editOf(body: IdTokenPut): IdTokenEdit {
  const expiresAt = oneOf(body, ['expiresAt', 'expiry'])
  return {
    // One spelling of the one type that rules know.
    type: isKeyCodeType(body.type) ? keyCode : body.type,
    status: body.status,
    expires_at: typeof expiresAt === 'string' ? new Date(expiresAt) : expiresAt,
    group_token: oneOf(body, ['groupToken', 'parentGroup', 'parent']),
    allow_concurrent: body.allowConcurrent,
    language: body.language,
    note: body.note,
  }
}

/** The value of members that mean the same; throws when they differ. */
function oneOf<K extends keyof IdTokenPut>(body: IdTokenPut, names: readonly [K, ...K[]]): IdTokenPut[K] {
  const given = names.map((name) => body[name]).filter((value) => value !== undefined)
  if (new Set(given).size > 1) {
    throw invalid([
      { path: `/${names[0]}`, message: `differs from ${names.slice(1).join(' or ')}, which mean the same` },
    ])
  }
  return given[0] as IdTokenPut[K]
}

function toIdToken(ctx: OperatorContext, row: IdTokenRow): IdToken {
  const expired = row.status === 'accepted' && row.expires_at !== null && row.expires_at <= ctx.now()
  return {
    token: row.token,
    type: row.type,
    status: expired ? 'expired' : (row.status as IdToken['status']),
    expiresAt: isoOrNull(row.expires_at),
    groupToken: row.group_token,
    allowConcurrent: row.allow_concurrent,
    language: row.language,
    note: row.note,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    revision: row.revision,
  }
}
