import { countAuditRows, listAuditRows } from '../../audit/audit-list.ts'
import { cutPage, defaultLimit, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { iso } from '../../http/wire.ts'
import type { endpoints } from '../endpoints.ts'

export const listAudit: Handler<(typeof endpoints)['listAudit']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
  const filter = { organisationId: ctx.organisationId, subjectType: query.subjectType, subjectId: query.subject }
  const [found, total] = await Promise.all([
    listAuditRows(ctx.db, filter, after && Number(after[0]), limit),
    countAuditRows(ctx.db, filter),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  const items = rows.map((row) => ({
    id: row.id,
    at: iso(row.at),
    actor: row.actor,
    action: row.action,
    subjectType: row.subject_type,
    subject: row.subject_id,
    detail: row.detail,
  }))
  return { status: 200, body: { items, ...total, next } }
}
