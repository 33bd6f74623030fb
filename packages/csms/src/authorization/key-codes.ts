/**
 * The codes that drivers type in (id tokens of the type KeyCode, OCPP 2.0.1 part 2, C04) are passwords: inside the house they go by a name
 * that is a keyed digest. Equal codes of one organisation have equal names, so that rules, repeats and concurrent use work as with any
 * other id token, and nobody who reads a name can hold it up.
 */
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { ServerKey } from '../server-key.ts'
import { tokenKey } from './token-key.ts'

export interface Presented<Type extends string | null = string | null> {
  readonly token: string
  /** null: 1.6, which has no types. */
  readonly type: Type
}

export const keyCode = 'KeyCode'

export const isKeyCodeType = (type: string | null | undefined): boolean => type?.toLowerCase() === keyCode.toLowerCase()

const name = /^keycode-[0-9a-f]{20}$/
/** Not a code, but how one is called. */
export const isKeyCodeName = (token: string): boolean => name.test(token)

interface Known {
  readonly names: Set<string>
  readonly test: (idToken: string) => boolean
}

export class KeyCodes {
  readonly #key: ServerKey
  /** By organisation, those in use: a 1.6 station does not say that a token is one. */
  readonly #known = new Map<string, Known>()

  constructor(key: ServerKey) {
    this.#key = key
  }

  async load(db: Kysely<Tables>): Promise<void> {
    const rows = await db
      .selectFrom('id_token')
      .select(['organisation_id', 'token_key'])
      .where('type', '=', keyCode)
      .execute()
    for (const row of rows) this.learn(row.organisation_id, row.token_key)
  }

  nameOf(organisationId: string, code: string): string {
    const digest = this.#key.digest('key-code', JSON.stringify([organisationId, tokenKey(code)]))
    return `keycode-${Buffer.from(digest, 'base64url').toString('hex').slice(0, 20)}`
  }

  learn(organisationId: string, name: string): void {
    let known = this.#known.get(organisationId)
    if (!known) {
      const names = new Set<string>()
      known = { names, test: (idToken) => names.has(this.nameOf(organisationId, idToken)) }
      this.#known.set(organisationId, known)
    }
    known.names.add(name)
  }

  forget(organisationId: string, name: string): void {
    const known = this.#known.get(organisationId)
    known?.names.delete(name)
    if (known?.names.size === 0) this.#known.delete(organisationId)
  }

  /** undefined: the organisation has none, and nothing needs to be looked at. */
  testOf(organisationId: string): ((idToken: string) => boolean) | undefined {
    return this.#known.get(organisationId)?.test
  }

  /** As it is called inside. */
  inside<Type extends string | null>(
    organisationId: string,
    presented: Presented<Type>,
  ): Presented<Type | typeof keyCode> {
    const { token, type } = presented
    const isCode = type === null ? (this.testOf(organisationId)?.(token) ?? false) : isKeyCodeType(type)
    return isCode ? { token: this.nameOf(organisationId, token), type: keyCode } : presented
  }
}
