import { sql } from 'kysely'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { iso } from '../../http/wire.ts'
import type { endpoints } from '../endpoints.ts'

const countedEntries = 10_000

export const listAudit: Handler<(typeof endpoints)['listAudit']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
  const matching = ctx.db
    .selectFrom('audit')
    .where('organisation_id', '=', ctx.organisationId)
    .$if(query.subjectType !== undefined, (q) => q.where('subject_type', '=', query.subjectType as string))
    .$if(query.subject !== undefined, (q) => q.where('subject_id', '=', query.subject as string))
  const [found, counted] = await Promise.all([
    matching
      .selectAll()
      .$if(after !== null, (q) => q.where('id', '<', Number(after?.[0])))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
    ctx.db
      .selectFrom(matching.select('id').limit(countedEntries).as('some'))
      .select(sql<number>`count(*)::int`.as('n'))
      .executeTakeFirstOrThrow(),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  const items = rows.map((row) => ({
    id: row.id,
    at: iso(row.at),
    actor: row.actor,
    action: row.action,
    subjectType: row.subject_type,
    subject: row.subject_id,
    detail: row.detail as Record<string, unknown>,
  }))
  return { status: 200, body: { items, total: counted.n, next } }
}
