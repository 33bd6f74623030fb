/** Lets go what is older, or more, than the rules say: days as a whole, and single rows in small batches. */
import { type Kysely, sql } from 'kysely'
import { auditRow } from '../audit/audit-row.ts'
import { houseOrganisation } from '../config.ts'
import type { Context } from '../context.ts'
import { dropLeftovers, dropPartition, type StoredDay, storedTable } from '../db/partitions.ts'
import type { Tables } from '../db/schema.ts'
import type { Loop } from '../jobs/loops.ts'
import { type Kind, kindNames, type RetentionRule } from './kinds.ts'
import { type Plan, planOf, rowTable, standingOf } from './plan.ts'
import { retentionRules } from './retention-store.ts'

type Needs = Pick<Context, 'config' | 'db' | 'now' | 'log'>

const everyMs = 15 * 60_000
const batchRows = 500
/** In a turn, so that it ends. */
const mostBatches = 400

export const pruning = (ctx: Needs): Loop => ({
  name: 'retention',
  everyMs,
  scope: 'house',
  atOnce: false,
  work: () => prune(ctx),
})

/** One kind that cannot be pruned does not keep the others. */
export async function prune(ctx: Needs): Promise<void> {
  await dropLeftovers(ctx.db)
  const rules = await retentionRules(ctx.db, ctx.config)
  for (const kind of kindNames) {
    try {
      await pruneKind(ctx, kind, rules.get(kind) as RetentionRule)
    } catch (error) {
      ctx.log.warn({ err: error, kind }, 'what is too old could not be dropped; the next turn tries again')
    }
  }
}

async function pruneKind({ db, now, log }: Needs, kind: Kind, rule: RetentionRule): Promise<void> {
  const plan = planOf(kind, rule, now(), await standingOf(db, kind, now(), storedTable))
  const dropped = await dropDays(db, plan.days)
  if (dropped.length > 0) await note(db, kind, dropped, now())
  const rows = await deleteRows(db, kind, plan)
  if (dropped.length < plan.days.length) log.debug({ kind }, 'a day is in use all the time; the next turn tries again')
  if (dropped.length > 0 || rows > 0)
    log.info({ kind, days: dropped.map(({ name }) => name), rows }, 'history was dropped')
}

/** Oldest first; once somebody is at the table all the time, the rest waits for the next turn. */
async function dropDays(db: Kysely<Tables>, days: readonly StoredDay[]): Promise<StoredDay[]> {
  const dropped: StoredDay[] = []
  for (const day of days) {
    if (!(await dropPartition(db, day))) break
    dropped.push(day)
  }
  return dropped
}

async function deleteRows(db: Kysely<Tables>, kind: Kind, { rows }: Plan): Promise<number> {
  if (rows === null) return 0
  const table = sql.table(rowTable(kind))
  let deleted = 0
  for (let batch = 0; batch < mostBatches; batch++) {
    const { numAffectedRows = 0n } = await sql`
      delete from ${table} where ctid = any(array(select r.ctid ${rows} limit ${sql.lit(batchRows)}))`.execute(db)
    deleted += Number(numAffectedRows)
    if (Number(numAffectedRows) < batchRows) break
  }
  return deleted
}

/** Somebody may ask one day where they are. */
async function note(db: Kysely<Tables>, kind: Kind, dropped: readonly StoredDay[], at: Date): Promise<void> {
  const days = dropped.map(({ day }) => day.toISOString().slice(0, 10))
  await db
    .insertInto('audit')
    .values(
      auditRow({
        ...{ organisationId: houseOrganisation, actor: 'rule', at, action: 'retention.dropped' },
        ...{ subjectType: 'retention', subjectId: kind, detail: { days } },
      }),
    )
    .execute()
}
