import { inChange, record } from '../../audit/change.ts'
import {
  countIdTokens,
  deleteIdToken as deleteIdTokenRow,
  type IdTokenEdit,
  type IdTokenRow,
  idTokenForUpdate,
  idTokenOf,
  insertIdToken,
  listIdTokens as listRows,
  updateIdToken,
} from '../../authorization/id-token-edits.ts'
import { isKeyCodeName, isKeyCodeType, keyCode } from '../../authorization/key-codes.ts'
import type { OperatorContext } from '../../context.ts'
import { checkCondition } from '../../http/condition.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
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
  const [found, total] = await Promise.all([
    listRows(ctx.db, filter, after && String(after[0]), limit),
    countIdTokens(ctx.db, filter),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.token_key])
  return { status: 200, body: { items: rows.map((row) => toIdToken(ctx, row)), total, next } }
}

export const getIdToken: Handler<Endpoints['getIdToken']> = async (ctx, { params }) => {
  const row = await existing(ctx, params.token)
  return { status: 200, body: toIdToken(ctx, row), revision: row.revision }
}

export const putIdToken: Handler<Endpoints['putIdToken']> = async (ctx, { params: { token }, body, condition }) => {
  const { organisationId, keyCodes } = ctx
  const edit = editOf(body)
  const { created, name, was } = await inChange(ctx, async (db) => {
    const current = await addressed(ctx, token, edit.type, (key) => idTokenForUpdate(db, organisationId, key))
    checkCondition(condition, current?.revision ?? null)
    const name = nameFor(ctx, token, current, edit.type ?? current?.type)
    const at = ctx.now()
    if (current) await updateIdToken(db, current, { ...edit, ...(name !== current.token && { token: name }) }, at)
    else await insertIdToken(db, { organisationId, token: name, at }, edit)
    await record(ctx, db, {
      change: current ? 'changed' : 'created',
      subjectType: 'id-token',
      subject: name,
      event: 'id-token.changed',
      detail: body,
    })
    return { created: current === undefined, name, was: current?.token }
  })
  if (was !== undefined && was !== name) keyCodes.forget(organisationId, was)
  if (isKeyCodeName(name)) keyCodes.learn(organisationId, name)
  const row = await existing(ctx, name)
  return {
    status: created ? 201 : 200,
    body: toIdToken(ctx, row),
    revision: row.revision,
    ...(created && { location: `/api/v1/id-tokens/${encodeURIComponent(name)}` }),
  }
}

export const deleteIdToken: Handler<Endpoints['deleteIdToken']> = async (ctx, { params: { token }, condition }) => {
  let removed = ''
  await inChange(ctx, async (db) => {
    const current = await addressed(ctx, token, undefined, (key) => idTokenForUpdate(db, ctx.organisationId, key))
    if (!current) throw notFound(`id token ${token}`)
    removed = current.token
    checkCondition(condition, current.revision)
    await deleteIdTokenRow(db, current)
    await record(ctx, db, {
      change: 'removed',
      subjectType: 'id-token',
      subject: current.token,
      event: 'id-token.changed',
    })
  })
  ctx.keyCodes.forget(ctx.organisationId, removed)
  return { status: 204, body: null }
}

async function existing(ctx: OperatorContext, token: string): Promise<IdTokenRow> {
  const row = await addressed(ctx, token, undefined, (key) => idTokenOf(ctx.db, ctx.organisationId, key))
  if (!row) throw notFound(`id token ${token}`)
  return row
}

/** A number may be a card's and, apart from that, a key code: the type says which is meant, and without one the card comes first. */
async function addressed(
  { organisationId, keyCodes }: OperatorContext,
  token: string,
  type: string | undefined,
  read: (key: string) => Promise<IdTokenRow | undefined>,
): Promise<IdTokenRow | undefined> {
  const name = keyCodes.nameOf(organisationId, token)
  const [first, second] = isKeyCodeType(type) ? [name, token] : [token, name]
  return (await read(first)) ?? (await read(second))
}

/** A key code is kept by its name and cannot be read back: to be another type of id token it has to be told again. */
function nameFor(
  { organisationId, keyCodes }: OperatorContext,
  token: string,
  current: IdTokenRow | undefined,
  type: string | undefined,
): string {
  const isName = isKeyCodeName(token)
  if (isKeyCodeType(type)) return isName && current ? current.token : keyCodes.nameOf(organisationId, token)
  if (isName) throw invalid([{ path: '/type', message: 'is KeyCode: what is called like this is a key code' }])
  return current && !isKeyCodeType(current.type) ? current.token : token
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
