/**
 * Bearer tokens of the API. A token is 32 random bytes, so a plain SHA-256 of it is as hard to reverse as the token is to guess;
 * it is looked up by that hash, which tells an attacker's clock nothing about the token. All that are valid are in memory: who has none is
 * refused without a query.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { ApiTokenTable, Tables } from '../db/schema.ts'
import { type Permission, permissionsIn } from './needs.ts'

export const newApiToken = (): string => `busbar_${randomBytes(32).toString('base64url')}`

const hashApiToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Who made it: the setting of this start, a first start without one, or somebody by the API. */
export type TokenOrigin = 'setting' | 'first-start' | 'api'
export type ApiTokenRow = Selectable<ApiTokenTable>

export interface NewApiToken {
  readonly organisationId: string
  readonly name: string
  readonly origin: TokenOrigin
  readonly at: Date
  readonly createdBy?: string | null
  readonly expiresAt?: Date | null
}

export interface TokenHolder {
  readonly id: number
  readonly organisationId: string
  readonly name: string
  /** In its organisation. */
  readonly may: ReadonlySet<Permission>
}

const usedEveryMs = 60_000

export const isExpired = ({ expires_at }: ApiTokenRow, now: Date): boolean => expires_at !== null && expires_at <= now

export class ApiTokens {
  readonly #db: Kysely<Tables>
  readonly #byHash = new Map<string, ApiTokenRow>()

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async load(): Promise<void> {
    for (const row of await this.#db.selectFrom('api_token').selectAll().execute()) this.learn(row)
  }

  /** It is in the database: from now on it opens, or opens on other terms. */
  learn(row: ApiTokenRow): void {
    this.#byHash.set(row.token_hash, row)
  }

  forget({ token_hash }: Pick<ApiTokenRow, 'token_hash'>): void {
    this.#byHash.delete(token_hash)
  }

  /** Who holds this token? */
  holderOf(token: string, now: Date): TokenHolder | null {
    const row = this.#byHash.get(hashApiToken(token))
    if (!row || isExpired(row, now)) return null
    if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > usedEveryMs) this.#noteUse(row, now)
    return { id: row.id, organisationId: row.organisation_id, name: row.name, may: permissionsIn(row.organisation_id) }
  }

  /** Is there one that opens? */
  hasValid(organisationId: string, now: Date): boolean {
    for (const row of this.#byHash.values())
      if (row.organisation_id === organisationId && !isExpired(row, now)) return true
    return false
  }

  /** Nobody waits for it. */
  #noteUse(row: ApiTokenRow, now: Date): void {
    row.last_used_at = now
    this.#db
      .updateTable('api_token')
      .set({ last_used_at: now })
      .where('id', '=', row.id)
      .execute()
      .catch(() => {})
  }
}

export async function insertApiToken(db: Kysely<Tables>, token: string, of: NewApiToken): Promise<ApiTokenRow> {
  return db
    .insertInto('api_token')
    .values({
      organisation_id: of.organisationId,
      name: of.name,
      token_hash: hashApiToken(token),
      origin: of.origin,
      created_at: of.at,
      created_by: of.createdBy ?? null,
      expires_at: of.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/**
 * The setting is the token while it is given: it takes the place of those that earlier starts made, by setting or by themselves. Tokens that
 * somebody made by name stay.
 */
export async function applyTokenSetting(
  db: Kysely<Tables>,
  token: string | null,
  of: Pick<NewApiToken, 'organisationId' | 'at'>,
): Promise<void> {
  const hash = token === null ? null : hashApiToken(token)
  await db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('api_token')
      .where('origin', 'in', token === null ? ['setting'] : ['setting', 'first-start'])
      .$if(hash !== null, (q) => q.where('token_hash', '!=', hash as string))
      .execute()
    if (token === null || hash === null) return
    const known = await trx.selectFrom('api_token').select('id').where('token_hash', '=', hash).executeTakeFirst()
    if (!known) await insertApiToken(trx, token, { ...of, name: 'BUSBAR_API_TOKEN', origin: 'setting' })
  })
}
