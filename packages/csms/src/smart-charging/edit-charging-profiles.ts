/** What operators do with the charging profiles that are kept here. */
import type { Kysely } from 'kysely'
import { inChange, record } from '../audit/change.ts'
import { type Condition, type NotAsSeen, unseen } from '../audit/condition.ts'
import type { OperatorContext } from '../context.ts'
import type { Tables } from '../db/schema.ts'
import {
  chargingProfileForUpdate,
  chargingProfileOf,
  deleteChargingProfile,
  insertChargingProfile,
  updateChargingProfile,
} from './charging-profile-store.ts'

/** Gives it an id. */
export async function addChargingProfile(
  ctx: OperatorContext,
  profile: { name: string; profile: object },
): Promise<number> {
  for (;;) {
    const id = await ctx.numbers.next()
    // A caller may have chosen this number before; the next one is as good.
    if (await create(ctx, { id, ...profile })) return id
  }
}

export type ChargingProfilePut =
  | { readonly outcome: 'created' | 'changed' | 'of-another' | 'no-profile' | 'gone' }
  | NotAsSeen

/** Creates it, or changes the members that are given. */
export async function putChargingProfile(
  ctx: OperatorContext,
  id: number,
  edit: { name?: string | undefined; profile?: object | undefined },
  condition: Condition,
): Promise<ChargingProfilePut> {
  if (await chargingProfileOf(ctx.db, ctx.organisationId, id)) {
    return inChange(ctx, async (db) => {
      const locked = await chargingProfileForUpdate(db, id)
      const problem = unseen(condition, locked?.revision ?? null)
      if (problem) return problem
      if (!locked) return { outcome: 'gone' }
      await updateChargingProfile(db, locked, edit, ctx.now())
      await note(ctx, db, 'changed', id, edit)
      return { outcome: 'changed' }
    })
  }
  const problem = unseen(condition, null)
  if (problem) return problem
  if (!edit.profile) return { outcome: 'no-profile' }
  const created = await create(ctx, { id, name: edit.name ?? String(id), profile: edit.profile })
  return { outcome: created ? 'created' : 'of-another' }
}

export function removeChargingProfile(
  ctx: OperatorContext,
  id: number,
  condition: Condition,
): Promise<{ readonly outcome: 'removed' | 'not-found' } | NotAsSeen> {
  return inChange(ctx, async (db) => {
    const current = await chargingProfileForUpdate(db, id)
    if (current?.organisation_id !== ctx.organisationId) return { outcome: 'not-found' }
    const problem = unseen(condition, current.revision)
    if (problem) return problem
    await deleteChargingProfile(db, id)
    await note(ctx, db, 'removed', id)
    return { outcome: 'removed' }
  })
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
  db: Kysely<Tables>,
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
