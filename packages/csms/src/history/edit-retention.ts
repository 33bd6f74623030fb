/** What an operator of the house does about how long history is kept. */
import { inChange, record } from '../audit/change.ts'
import { houseOrganisation } from '../config.ts'
import type { OperatorContext } from '../context.ts'
import { house } from '../db/bound-pool.ts'
import { type Kind, kinds, type RetentionRule } from './kinds.ts'
import { putRetentionRule, retentionRules } from './retention-store.ts'

/** Days hold rows of everybody, whoever of them is asked for. */
export const asHouse = (ctx: OperatorContext): OperatorContext =>
  Object.assign(Object.create(ctx) as OperatorContext, {
    organisationId: houseOrganisation,
    db: ctx.operatorDb(house),
  })

export type RetentionPut = { readonly outcome: 'changed' | 'takes-no-size' }

/** Changes the members that are given. */
export async function setRetention(
  ctx: OperatorContext,
  kind: Kind,
  edit: Partial<RetentionRule>,
): Promise<RetentionPut> {
  if (edit.maxBytes != null && kinds[kind].in === 'rows') return { outcome: 'takes-no-size' }
  return inChange<RetentionPut>(ctx, async (db) => {
    const rules = await retentionRules(db, ctx.config)
    const before = rules.get(kind) as RetentionRule
    const rule = { ...before, ...edit }
    await putRetentionRule(db, kind, rule)
    await record(ctx, db, {
      ...{ change: 'changed', subjectType: 'retention', subject: kind, event: 'retention.changed' },
      detail: { before, after: rule },
    })
    return { outcome: 'changed' }
  })
}
