/** What operators do with API tokens. What is committed opens, or does not, from that moment on. */
import { inChange, record } from '../audit/change.ts'
import type { OperatorContext } from '../context.ts'
import { type ApiTokenRow, insertApiToken, isExpired, newApiToken } from './api-token.ts'
import { apiTokenExists, apiTokenForUpdate, deleteApiToken, listApiTokens, updateApiToken } from './api-token-store.ts'

export type ApiTokenMade =
  | { readonly outcome: 'made'; readonly row: ApiTokenRow; readonly token: string }
  | { readonly outcome: 'expired' | 'name-taken' }

/** `asked` is for the audit, as it is below: all of it in the words of whoever asks. */
export async function makeApiToken(
  ctx: OperatorContext,
  { name, expiresAt, asked }: { name: string; expiresAt: Date | null; asked: object },
): Promise<ApiTokenMade> {
  const { organisationId, actor } = ctx
  const at = ctx.now()
  if (expiresAt && expiresAt <= at) return { outcome: 'expired' }
  const token = newApiToken()
  const row = await inChange(ctx, async (db) => {
    if (await apiTokenExists(db, organisationId, name)) return null
    const of = { organisationId, name, origin: 'api', at, createdBy: actor, expiresAt } as const
    const made = await insertApiToken(db, token, of)
    await record(ctx, db, { ...noteOf(made), change: 'created', detail: asked })
    return made
  })
  if (!row) return { outcome: 'name-taken' }
  ctx.apiTokens.learn(row)
  return { outcome: 'made', row, token }
}

export type ApiTokenChanged =
  | { readonly outcome: 'changed'; readonly row: ApiTokenRow }
  | { readonly outcome: 'not-found' | 'of-setting' | 'name-taken' }

/** Members that are undefined stay as they are. */
export async function changeApiToken(
  ctx: OperatorContext,
  id: number,
  { name, expiresAt, asked }: { name: string | undefined; expiresAt: Date | null | undefined; asked: object },
): Promise<ApiTokenChanged> {
  const { organisationId } = ctx
  const changed = await inChange<ApiTokenChanged>(ctx, async (db) => {
    const current = await apiTokenForUpdate(db, organisationId, id)
    if (!current) return { outcome: 'not-found' }
    if (current.origin === 'setting') return { outcome: 'of-setting' }
    if (name !== undefined && name !== current.name && (await apiTokenExists(db, organisationId, name))) {
      return { outcome: 'name-taken' }
    }
    const row = await updateApiToken(db, id, {
      name: name ?? current.name,
      expiresAt: expiresAt === undefined ? current.expires_at : expiresAt,
    })
    await record(ctx, db, { ...noteOf(row), change: 'changed', detail: asked })
    return { outcome: 'changed', row }
  })
  if (changed.outcome === 'changed') ctx.apiTokens.learn(changed.row)
  return changed
}

export type ApiTokenRevoked =
  | { readonly outcome: 'revoked'; readonly row: ApiTokenRow }
  | { readonly outcome: 'not-found' | 'of-setting' | 'last-that-opens' }

export async function revokeApiToken(ctx: OperatorContext, id: number): Promise<ApiTokenRevoked> {
  const { organisationId } = ctx
  const revoked = await inChange<ApiTokenRevoked>(ctx, async (db) => {
    const row = await apiTokenForUpdate(db, organisationId, id)
    if (!row) return { outcome: 'not-found' }
    if (row.origin === 'setting') return { outcome: 'of-setting' }
    const others = (await listApiTokens(db, organisationId)).filter((other) => other.id !== id)
    if (others.every((other) => isExpired(other, ctx.now()))) return { outcome: 'last-that-opens' }
    await deleteApiToken(db, id)
    await record(ctx, db, { ...noteOf(row), change: 'removed' })
    return { outcome: 'revoked', row }
  })
  if (revoked.outcome === 'revoked') ctx.apiTokens.forget(revoked.row)
  return revoked
}

const noteOf = ({ name }: ApiTokenRow) =>
  ({ subjectType: 'api-token', subject: name, event: 'api-token.changed' }) as const
