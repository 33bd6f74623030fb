/** The rules that somebody has set. */
import type { Kysely } from 'kysely'
import type { Config } from '../config.ts'
import type { Tables } from '../db/schema.ts'
import { defaultRule, type Kind, kindNames, type RetentionRule } from './kinds.ts'

type Db = Kysely<Tables>

/** All kinds, set or not. */
export async function retentionRules(db: Db, config: Config): Promise<ReadonlyMap<Kind, RetentionRule>> {
  const set = new Map((await db.selectFrom('retention_rule').selectAll().execute()).map((row) => [row.kind, row]))
  return new Map(
    kindNames.map((kind) => {
      const row = set.get(kind)
      return [kind, row ? { maxAgeDays: row.max_age_days, maxBytes: row.max_bytes } : defaultRule(config, kind)]
    }),
  )
}

export async function putRetentionRule(db: Db, kind: Kind, rule: RetentionRule): Promise<void> {
  const columns = { max_age_days: rule.maxAgeDays, max_bytes: rule.maxBytes }
  await db
    .insertInto('retention_rule')
    .values({ kind, ...columns })
    .onConflict((conflict) => conflict.column('kind').doUpdateSet(columns))
    .execute()
}
