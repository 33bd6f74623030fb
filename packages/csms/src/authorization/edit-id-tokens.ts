/** What operators do with id tokens. */
import { inChange, record } from '../audit/change.ts'
import { type Condition, type NotAsSeen, unseen } from '../audit/condition.ts'
import type { OperatorContext } from '../context.ts'
import {
  deleteIdToken,
  type IdTokenEdit,
  type IdTokenRow,
  idTokenForUpdate,
  idTokenOf,
  insertIdToken,
  updateIdToken,
} from './id-token-store.ts'
import { isKeyCodeName, isKeyCodeType } from './key-codes.ts'

export type IdTokenPut =
  /** What it is called inside from now on, and was until now. */
  | { readonly outcome: 'created' | 'changed'; readonly name: string; readonly was: string | null }
  | { readonly outcome: 'name-of-key-code' }
  | NotAsSeen

/** Creates the id token, or changes the members that are given. `asked` is for the audit: the edit in the words of whoever asks. */
export async function putIdToken(
  ctx: OperatorContext,
  token: string,
  { edit, asked, condition }: { edit: Omit<IdTokenEdit, 'token'>; asked: object; condition: Condition },
): Promise<IdTokenPut> {
  const { organisationId, keyCodes } = ctx
  const put = await inChange<IdTokenPut>(ctx, async (db) => {
    const current = await addressed(ctx, token, edit.type, (key) => idTokenForUpdate(db, organisationId, key))
    const problem = unseen(condition, current?.revision ?? null)
    if (problem) return problem
    const name = nameFor(ctx, token, current, edit.type ?? current?.type)
    if (name === null) return { outcome: 'name-of-key-code' }
    const at = ctx.now()
    if (current) await updateIdToken(db, current, { ...edit, ...(name !== current.token && { token: name }) }, at)
    else await insertIdToken(db, { organisationId, token: name, at }, edit)
    await record(ctx, db, {
      change: current ? 'changed' : 'created',
      subjectType: 'id-token',
      subject: name,
      event: 'id-token.changed',
      detail: asked,
    })
    return { outcome: current ? 'changed' : 'created', name, was: current?.token ?? null }
  })
  if (put.outcome !== 'created' && put.outcome !== 'changed') return put
  const { name, was } = put
  if (was !== null && was !== name) keyCodes.forget(organisationId, was)
  if (isKeyCodeName(name)) keyCodes.learn(organisationId, name)
  return put
}

export type IdTokenRemoval =
  | { readonly outcome: 'removed'; readonly name: string }
  | { readonly outcome: 'not-found' }
  | NotAsSeen

export async function removeIdToken(
  ctx: OperatorContext,
  token: string,
  condition: Condition,
): Promise<IdTokenRemoval> {
  const { organisationId } = ctx
  const removal = await inChange<IdTokenRemoval>(ctx, async (db) => {
    const current = await addressed(ctx, token, undefined, (key) => idTokenForUpdate(db, organisationId, key))
    if (!current) return { outcome: 'not-found' }
    const problem = unseen(condition, current.revision)
    if (problem) return problem
    await deleteIdToken(db, current)
    await record(ctx, db, {
      change: 'removed',
      subjectType: 'id-token',
      subject: current.token,
      event: 'id-token.changed',
    })
    return { outcome: 'removed', name: current.token }
  })
  if (removal.outcome === 'removed') ctx.keyCodes.forget(organisationId, removal.name)
  return removal
}

export const idTokenAddressed = (ctx: OperatorContext, token: string): Promise<IdTokenRow | undefined> =>
  addressed(ctx, token, undefined, (key) => idTokenOf(ctx.db, ctx.organisationId, key))

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

/**
 * A key code is kept by its name and cannot be read back: to be another type of id token it has to be told again. null: that is what was
 * asked of one.
 */
function nameFor(
  { organisationId, keyCodes }: OperatorContext,
  token: string,
  current: IdTokenRow | undefined,
  type: string | undefined,
): string | null {
  const isName = isKeyCodeName(token)
  if (isKeyCodeType(type)) return isName && current ? current.token : keyCodes.nameOf(organisationId, token)
  if (isName) return null
  return current && !isKeyCodeType(current.type) ? current.token : token
}
