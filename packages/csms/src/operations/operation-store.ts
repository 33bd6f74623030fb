import { type Kysely, type Selectable, sql } from 'kysely'
import type { OperationTable, Tables } from '../db/schema.ts'
import { type JobState, type JobStateName, jobColumns, underWay } from './job-state.ts'
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
    /** Of which try; a later one may be under way by now. */
    readonly attempts: number
    readonly job: JobState
  },
): Promise<void> {
  const { state, due_at, next_try_at, lease_holder, lease_until } = jobColumns(answer.job)
  const unlessTold = <T>(value: T, column: 'status' | 'state' | 'due_at' | 'next_try_at', type: string) =>
    sql<T>`case when status = 'Requested' and state = 'sending' then ${value}::${sql.raw(type)} else ${sql.ref(column)} end`
  await db
    .updateTable('operation')
    .set({
      response: answer.response === null ? null : JSON.stringify(answer.response),
      status: unlessTold(answer.status, 'status', 'text'),
      state: unlessTold(state, 'state', 'text'),
      due_at: unlessTold(due_at, 'due_at', 'timestamptz'),
      next_try_at: unlessTold(next_try_at, 'next_try_at', 'timestamptz'),
      lease_holder,
      lease_until,
      updated_at: answer.at,
    })
    .where('id', '=', id)
    .where('attempts', '=', answer.attempts)
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
    .set({ status: 'Canceled', ...jobColumns({ state: 'cancelled' }), updated_at: at })
    .where('station_id', '=', stationId)
    .where('kind', '=', kind)
    .where('id', '<>', id)
    .where('requested_at', '<=', requestedAt)
    .where('state', 'in', [...underWay])
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
    .set({ status: overdue, detail: JSON.stringify(detail), ...jobColumns({ state: 'overdue' }), updated_at: now })
    .where('id', '=', id)
    .where('due_at', '<', now)
    .executeTakeFirst()
  return marked.numUpdatedRows > 0n
}

export function operationOf(row: Selectable<OperationTable>): Operation {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    stationId: row.station_id,
    kind: row.kind,
    requestId: row.request_id,
    status: row.status,
    detail: row.detail,
    requestedAt: row.requested_at,
    updatedAt: row.updated_at,
    job: jobOf(row),
    attempts: row.attempts,
    tryUntil: row.try_until,
    actor: row.actor,
    action: row.action,
  }
}

function jobOf(row: Selectable<OperationTable>): JobState {
  const { due_at: dueAt, next_try_at: nextTryAt, lease_holder: holder, lease_until: until } = row
  switch (row.state) {
    case 'queued':
      return { state: 'queued', nextTryAt: nextTryAt ?? row.updated_at }
    case 'sending':
      return { state: 'sending', dueAt, lease: holder !== null && until !== null ? { holder, until } : null }
    case 'waiting':
      return { state: 'waiting', dueAt: dueAt ?? row.updated_at }
    default:
      return { state: row.state as 'done' | 'failed' | 'overdue' | 'cancelled' }
  }
}

export async function operationById(db: Db, organisationId: string, id: number): Promise<Operation | null> {
  const row = await db
    .selectFrom('operation')
    .selectAll()
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst()
  return row ? operationOf(row) : null
}

/** Changes the state of one that is in one of these; null: it is not, any more. */
export async function moveJob(
  db: Db,
  id: number,
  from: readonly JobStateName[],
  job: JobState,
  more: {
    readonly updated_at: Date
    readonly requested_at?: Date
    readonly try_until?: Date
    readonly status?: string
  },
): Promise<Operation | null> {
  const row = await db
    .updateTable('operation')
    .set({ ...jobColumns(job), ...more })
    .where('id', '=', id)
    .where('state', 'in', [...from])
    .returningAll()
    .executeTakeFirst()
  return row ? operationOf(row) : null
}

/** The first one for each station whose time has come, the longest waiting first. */
export const firstQueued = (db: Db, now: Date) =>
  db
    .selectFrom(
      db
        .selectFrom('operation')
        .select(['id', 'station_id', 'organisation_id', 'next_try_at'])
        .distinctOn(['station_id', 'organisation_id'])
        .where('state', '=', 'queued')
        .where('next_try_at', '<=', now)
        .orderBy('station_id')
        .orderBy('organisation_id')
        .orderBy('next_try_at')
        .as('first'),
    )
    .select(['id', 'station_id as stationId', 'organisation_id as organisationId'])
    .orderBy('next_try_at')
    .execute()

/** Is it still to be sent? Whoever gets it is the one to send it. */
export async function queuedOperation(db: Db, id: number): Promise<Operation | null> {
  const row = await db
    .selectFrom('operation')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst()
  return row ? operationOf(row) : null
}

interface Claim {
  /** The node that sends it. */
  readonly holder: string
  readonly leaseMs: number
  readonly dueAt: Date | null
  readonly at: Date
}

/**
 * Takes it from the queue for one more try; null: somebody else has, or it was given up. The lease ends by the database's clock, as
 * `requeueOrphans` looks at it: with a clock of its own that is slow, a node would lose it while it still sends.
 */
export async function claim(
  db: Db,
  { id, detail: { request, history } }: Operation,
  { holder, leaseMs, dueAt, at }: Claim,
): Promise<Operation | null> {
  const row = await db
    .updateTable('operation')
    .set({
      ...jobColumns({ state: 'sending', dueAt, lease: null }),
      lease_holder: holder,
      lease_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 ms'`,
      status: 'Requested',
      // What a former try has reported of its parts says nothing about this one.
      detail: JSON.stringify({ request, ...(history && { history }) }),
      attempts: sql<number>`attempts + 1`,
      updated_at: at,
    })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .returningAll()
    .executeTakeFirst()
  return row ? operationOf(row) : null
}

/** Those for which there is no time left. One that may have reached the station does not say that it did not. */
export async function failQueued(db: Db, now: Date): Promise<Operation[]> {
  const rows = await db
    .updateTable('operation')
    .set({
      ...jobColumns({ state: 'failed' }),
      status: sql<string>`case when status = 'Requested' then 'NotSent' else status end`,
      updated_at: now,
    })
    .where('state', '=', 'queued')
    .where('try_until', '<', now)
    .returningAll()
    .execute()
  return rows.map(operationOf)
}

/** A node began to send these and did not live to tell what came of it: nobody knows whether they have reached the station. */
export async function requeueOrphans(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('operation')
    .set({ ...jobColumns({ state: 'queued', nextTryAt: now }), status: 'Unanswered', updated_at: now })
    .where('state', '=', 'sending')
    .where('lease_until', '<', sql<Date>`clock_timestamp()`)
    .where('try_until', '>', now)
    .execute()
}

/** The resets a station was given and has not booted since. */
export async function givenResets(db: Db, stationId: string): Promise<Operation[]> {
  const rows = await db
    .selectFrom('operation')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('kind', '=', 'reset')
    .where('state', 'in', ['sending', 'waiting'])
    .execute()
  return rows.map(operationOf)
}
