import { type Kysely, type Selectable, sql } from 'kysely'
import type { OperationTable, Tables } from '../db/schema.ts'
import type { Operation, OperationDetail, OperationKind } from './operation.ts'
import { overdue } from './operation-deadline.ts'

type Db = Kysely<Tables>

export interface OperationQuery {
  readonly stationId: string
  readonly kinds: readonly OperationKind[]
  /** undefined: the message has none (1.6), the newest operation is meant. */
  readonly requestId: number | undefined
}

/** The newest that fits: a caller may use a request id again. */
export async function operationFor(db: Db, query: OperationQuery): Promise<Operation | null> {
  const row = await db
    .selectFrom('operation')
    .selectAll()
    .where('station_id', '=', query.stationId)
    .where('kind', 'in', [...query.kinds])
    .$if(query.requestId !== undefined, (q) => q.where('request_id', '=', query.requestId as number))
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? operationOf(row) : null
}

/** The answer to the command, beside whatever the station may have told of its progress meanwhile. */
export async function noteAnswer(
  db: Db,
  id: number,
  answer: {
    readonly status: string
    readonly response: object | null
    readonly at: Date
    readonly dueAt: Date | null
  },
): Promise<void> {
  await db
    .updateTable('operation')
    .set({
      response: answer.response === null ? null : JSON.stringify(answer.response),
      status: sql<string>`case when status = 'Requested' then ${answer.status} else status end`,
      due_at: sql<Date | null>`case when status = 'Requested' then ${answer.dueAt}::timestamptz else due_at end`,
      updated_at: answer.at,
    })
    .where('id', '=', id)
    .execute()
}

/** Older ones of the kind that still had something to come. */
export async function noteCanceled(
  db: Db,
  { id, stationId, kind, requestedAt }: Pick<Operation, 'id' | 'stationId' | 'kind' | 'requestedAt'>,
  at: Date,
): Promise<void> {
  await db
    .updateTable('operation')
    .set({ status: 'Canceled', due_at: null, updated_at: at })
    .where('station_id', '=', stationId)
    .where('kind', '=', kind)
    .where('id', '<>', id)
    .where('requested_at', '<=', requestedAt)
    .where('due_at', 'is not', null)
    .execute()
}

export async function overdueOperations(db: Db, now: Date): Promise<Operation[]> {
  const rows = await db.selectFrom('operation').selectAll().where('due_at', '<', now).limit(1000).execute()
  return rows.map(operationOf)
}

/** false: its next word has come meanwhile. */
export async function markOverdue(db: Db, id: number, detail: OperationDetail, now: Date): Promise<boolean> {
  const marked = await db
    .updateTable('operation')
    .set({ status: overdue, detail: JSON.stringify(detail), due_at: null, updated_at: now })
    .where('id', '=', id)
    .where('due_at', '<', now)
    .executeTakeFirst()
  return marked.numUpdatedRows > 0n
}

function operationOf(row: Selectable<OperationTable>): Operation {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    stationId: row.station_id,
    kind: row.kind as OperationKind,
    requestId: row.request_id,
    status: row.status,
    detail: row.detail as unknown as OperationDetail,
    requestedAt: row.requested_at,
    updatedAt: row.updated_at,
    dueAt: row.due_at,
  }
}
