/** The audit, as it is shown. */
import type { Kysely } from 'kysely'
import { countRows, type Total } from '../db/count-rows.ts'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

export interface AuditQuery {
  readonly organisationId: string
  readonly subjectType?: string | undefined
  readonly subjectId?: string | undefined
}

const matching = (db: Db, query: AuditQuery) =>
  db
    .selectFrom('audit')
    .where('organisation_id', '=', query.organisationId)
    .$if(query.subjectType !== undefined, (q) => q.where('subject_type', '=', query.subjectType as string))
    .$if(query.subjectId !== undefined, (q) => q.where('subject_id', '=', query.subjectId as string))

export const listAuditRows = (db: Db, query: AuditQuery, beforeId: number | null, limit: number) =>
  matching(db, query)
    .selectAll()
    .$if(beforeId !== null, (q) => q.where('id', '<', beforeId as number))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()

export const countAuditRows = (db: Db, query: AuditQuery): Promise<Total> =>
  countRows(db, matching(db, query).select('id'))
