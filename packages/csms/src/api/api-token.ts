/**
 * Bearer tokens of the API. A token is 32 random bytes, so a plain SHA-256 of it is as hard to reverse as the token is to guess;
 * it is looked up by that hash, which tells an attacker's clock nothing about the token.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'

export const newApiToken = (): string => `busbar_${randomBytes(32).toString('base64url')}`

export const hashApiToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Stores `token` as valid for the organisation; one that is there already stays as it is. */
export async function addApiToken(
  db: Kysely<Tables>,
  token: string,
  of: { organisationId: string; name: string; at: Date },
): Promise<void> {
  await db
    .insertInto('api_token')
    .values({ organisation_id: of.organisationId, name: of.name, token_hash: hashApiToken(token), created_at: of.at })
    .onConflict((conflict) => conflict.column('token_hash').doNothing())
    .execute()
}

export interface TokenHolder {
  readonly organisationId: string
  readonly name: string
}

const usedEveryMs = 60_000

/** Who holds this token? */
export async function holderOf(db: Kysely<Tables>, token: string, now: Date): Promise<TokenHolder | null> {
  const hash = hashApiToken(token)
  const row = await db.selectFrom('api_token').selectAll().where('token_hash', '=', hash).executeTakeFirst()
  if (!row || !timingSafeEqual(Buffer.from(row.token_hash), Buffer.from(hash))) return null
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > usedEveryMs) {
    await db.updateTable('api_token').set({ last_used_at: now }).where('id', '=', row.id).execute()
  }
  return { organisationId: row.organisation_id, name: row.name }
}
